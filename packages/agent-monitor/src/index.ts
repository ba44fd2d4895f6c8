export { badLines } from './bad-lines.ts';
export { agentMonitorCommand } from './command.ts';
export { type Action, fileOf, type Plan, planActions } from './plan.ts';
export { readDrift } from './read-drift.ts';
export { type History, type Point, readHistory } from './read-history.ts';
export { type AgentMonitorOptions, runAgentMonitor } from './run.ts';
export { type BrokenColumn, type Comparison, type Signals, signalsOf } from './signals.ts';
export { toYaml } from './to-yaml.ts';
