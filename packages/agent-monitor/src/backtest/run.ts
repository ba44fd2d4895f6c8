import { type CommonOptions, createProgress, type Io, type Progress, styleOf } from '@espalier/cli';
import { type AgentPolicy, type DriftReport, PLAN_STATUSES } from '@espalier/core/contracts';
import { writeAtomic } from '@espalier/core/files';
import { formatTime } from '../decide/format-time.ts';
import { formatBadLines, formatFuture } from '../observe/bad-lines.ts';
import { readDriftFile } from '../observe/read-drift.ts';
import { type History, readHistoryFile } from '../observe/read-history.ts';
import { atTime, readPolicy } from '../run.ts';
import { type Backtest, formatActions, formatAlarmCount, formatHours } from './backtest.ts';
import { isSameReplay } from './compare-replays.ts';
import { createDropSource } from './drops.ts';
import { type Alarm, listAlarms, type Replay, replay } from './replay.ts';
import { listTrials, parseWhatIf, tryLimit } from './what-if.ts';

export interface BacktestOptions extends CommonOptions {
  readonly metrics: string;
  readonly policy?: string;
  readonly drift?: string;
  readonly whatIf?: readonly string[];
  readonly html?: string;
  /** Stands for the present, in milliseconds since 1970. */
  readonly now?: number;
}

/** Replay, print, write the page. Returns the exit code. */
export async function runBacktest(options: BacktestOptions, given: Io): Promise<number> {
  const io = atTime(options.now, given);
  const policy = await readPolicy(options.policy);
  const progress = createProgress(io);
  const history = await readHistoryFile(options.metrics, { now: io.now() });
  const report =
    options.drift === undefined
      ? { overall_drift: false }
      : (await readDriftFile(options.drift)).report;
  const wanted =
    options.whatIf === undefined ? listTrials(policy) : options.whatIf.map(parseWhatIf);
  const backtest = replayAll(history, policy, report, wanted, progress);
  if (options.html !== undefined) {
    const { renderBacktestPage } = await import('./page.ts');
    await writeAtomic(options.html, renderBacktestPage(backtest, options.metrics));
  }
  printLines(
    [
      ...formatBadLines(history, options.metrics),
      ...formatFuture(history, options.metrics),
      ...formatBacktest(backtest, options, io)
    ],
    io
  );
  if (options.json) io.stdout.write(`${JSON.stringify(toAnswer(backtest))}\n`);
  return 0;
}

/** Replay the policy as it is, then each trial. */
function replayAll(
  history: History,
  policy: AgentPolicy,
  report: DriftReport,
  wanted: readonly ReturnType<typeof parseWhatIf>[],
  progress: Progress
): Backtest {
  const total = wanted.length + 1;
  const label = `Replaying ${history.points.length} points`;
  progress.step(label, 0, total);
  const dropsFor = createDropSource(history.points);
  const base = replay(history, policy, report, dropsFor);
  progress.step(label, 1, total);
  const trials = wanted.map((trial, i) => {
    const tried = tryLimit(history, policy, report, trial, dropsFor);
    progress.step(label, i + 2, total);
    return tried;
  });
  return { history, policy, report, replay: base, trials };
}

/** The back-test as JSON. */
export function toAnswer({ history, replay: found, trials }: Backtest): object {
  const { points } = history;
  return {
    points: points.length,
    from: formatTime(points.time[0]!),
    to: formatTime(points.time.at(-1)!),
    ...figuresOf(found),
    alarms: listAlarms(found).map(alarmOf),
    what_if: trials.map(({ limit, value, replay: other }) => ({
      limit,
      value,
      ...figuresOf(other),
      alarms: other.numAlarms
    }))
  };
}

function figuresOf({ seconds, actions }: Replay): object {
  const hours = PLAN_STATUSES.map(status => [status, Number((seconds[status] / 3600).toFixed(3))]);
  return { hours: Object.fromEntries(hours) as Record<string, number>, actions };
}

function alarmOf({ from, to, status, actions }: Alarm): object {
  return { status, from: formatTime(from), to: to === undefined ? null : formatTime(to), actions };
}

const MAX_PRINTED_ALARMS = 100;

function formatBacktest(
  { history, replay: found, trials }: Backtest,
  { html }: BacktestOptions,
  io: Io
): string[] {
  const style = styleOf(io);
  const { points } = history;
  const alarms = listAlarms(found);
  const changing = trials.filter(trial => !isSameReplay(found, trial.replay));
  const others = trials
    .filter(trial => !changing.includes(trial))
    .map(({ limit, value }) => `${limit}=${value}`);
  return [
    `${points.length} points from ${formatTime(points.time[0]!)} to ${formatTime(points.time.at(-1)!)}`,
    style.bold(formatAlarmCount(found)),
    ...alarms
      .slice(0, MAX_PRINTED_ALARMS)
      .map(
        ({ status, from, to, actions }) =>
          `  ${status.padEnd(8)} ${formatTime(from)} ${to === undefined ? 'until the end' : `to ${formatTime(to)}`}: ${actions.join(', ')}`
      ),
    ...(alarms.length > MAX_PRINTED_ALARMS
      ? [`  and ${alarms.length - MAX_PRINTED_ALARMS} more; --json lists all`]
      : []),
    `time: ${formatHours(found)}`,
    `actions: ${formatActions(found)}`,
    ...(changing.length === 0 ? [] : ['Changed limits:']),
    ...changing.map(
      ({ limit, value, replay: other }) =>
        `  ${`${limit}=${value}`.padEnd(34)} ${formatAlarmCount(other).padStart(10)}, ${formatHours(other)}`
    ),
    ...(others.length === 0 ? [] : [`No difference with ${others.join(', ')}`]),
    ...(html === undefined ? [] : [style.dim(`Wrote ${html}`)])
  ];
}

function printLines(lines: readonly string[], io: Io): void {
  for (const line of lines) io.stderr.write(`${line}\n`);
}
