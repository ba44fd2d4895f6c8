export { commandOf, quoted, showCommands, type Surroundings } from './act/commands.ts';
export { carryOut, type Effects, type Outcome, type Performed } from './act/effects.ts';
export { type JournalEntry, journalEntry } from './act/journal.ts';
export { type Alarm, type Replay, replay, type Verdict } from './backtest/replay.ts';
export { LIMITS, parseWhatIf, type Trial, tryLimit, usualTrials } from './backtest/what-if.ts';
export { badLines } from './bad-lines.ts';
export { agentMonitorCommand } from './command.ts';
export { type ClauseName, type Evidence, evidenceOf } from './evidence.ts';
export { type Hypothesis, HYPOTHESES, hypothesesOf } from './hypotheses.ts';
export { type LanguageModel, requestOf, rewrite, type Rewritten } from './language-model.ts';
export { type MonitorInput, parseMonitorBody, planFrom, planFromBody } from './monitor.ts';
export { type AuditPoints, readAuditLog } from './observe/audit-log.ts';
export {
  type Look,
  type Memory,
  NO_MEMORY,
  type Observation,
  observe,
  type Sources
} from './observe/observe.ts';
export { readPrometheus } from './observe/prometheus-api.ts';
export { pointOfMetrics } from './observe/server-metrics.ts';
export { type Action, answerOf, fileOf, type Plan, planActions, type PlanAnswer } from './plan.ts';
export { readDrift } from './read-drift.ts';
export { countGaps, type History, type Point, readHistory } from './read-history.ts';
export { type AgentMonitorOptions, readPolicy, runAgentMonitor, runOnce } from './run.ts';
export {
  type BrokenColumn,
  type Comparison,
  mergePoints,
  type Signals,
  signalsOf
} from './signals.ts';
export { toYaml } from './to-yaml.ts';
export { formatFigures, newFigures, type WatchFigures } from './watch/figures.ts';
export { nextWait, type Rounds, runRounds } from './watch/rounds.ts';
