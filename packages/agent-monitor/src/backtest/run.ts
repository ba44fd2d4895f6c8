import { type CommonOptions, type Io, styleOf } from '@espalier/cli';
import { PLAN_STATUSES } from '@espalier/core/contracts';
import { readText, writeAtomic } from '@espalier/core/files';
import { formatBadLines } from '../observe/bad-lines.ts';
import { formatTime } from '../decide/evidence.ts';
import { readDrift } from '../observe/read-drift.ts';
import { readHistory } from '../observe/read-history.ts';
import { readPolicy } from '../run.ts';
import { type Backtest, formatActions, formatAlarmCount, formatHours } from './backtest.ts';
import { isSameReplay } from './compare-replays.ts';
import { type Alarm, type Replay, replay } from './replay.ts';
import { listTrials, parseWhatIf, tryLimit } from './what-if.ts';

export interface BacktestOptions extends CommonOptions {
  readonly metrics: string;
  readonly policy?: string;
  readonly drift?: string;
  readonly whatIf?: readonly string[];
  readonly html?: string;
}

/** Replay, print, write the page. Returns the exit code. */
export async function runBacktest(options: BacktestOptions, io: Io): Promise<number> {
  const policy = await readPolicy(options.policy);
  const history = readHistory(await readText(options.metrics), options.metrics);
  const report =
    options.drift === undefined
      ? { overall_drift: false }
      : readDrift(await readText(options.drift), options.drift);
  const wanted =
    options.whatIf === undefined ? listTrials(policy) : options.whatIf.map(parseWhatIf);
  const backtest: Backtest = {
    history,
    policy,
    report,
    replay: replay(history, policy, report),
    trials: wanted.map(trial => tryLimit(history, policy, report, trial))
  };
  if (options.html !== undefined) {
    const { renderBacktestPage } = await import('./page.ts');
    await writeAtomic(options.html, renderBacktestPage(backtest, options.metrics));
  }
  printLines(
    [...formatBadLines(history, options.metrics), ...formatBacktest(backtest, options, io)],
    io
  );
  if (options.json) io.stdout.write(`${JSON.stringify(toAnswer(backtest))}\n`);
  return 0;
}

/** The back-test as JSON. */
export function toAnswer({ history, replay: found, trials }: Backtest): object {
  const { points } = history;
  return {
    points: points.length,
    from: formatTime(points[0]!.time),
    to: formatTime(points.at(-1)!.time),
    ...figuresOf(found),
    alarms: found.alarms.map(alarmOf),
    what_if: trials.map(({ limit, value, replay: other }) => ({
      limit,
      value,
      ...figuresOf(other),
      alarms: other.alarms.length
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

function formatBacktest(
  { history, replay: found, trials }: Backtest,
  { html }: BacktestOptions,
  io: Io
): string[] {
  const style = styleOf(io);
  const { points } = history;
  const changing = trials.filter(trial => !isSameReplay(found, trial.replay));
  const others = trials
    .filter(trial => !changing.includes(trial))
    .map(({ limit, value }) => `${limit}=${value}`);
  return [
    `${points.length} points from ${formatTime(points[0]!.time)} to ${formatTime(points.at(-1)!.time)}`,
    style.bold(formatAlarmCount(found)),
    ...found.alarms.map(
      ({ status, from, to, actions }) =>
        `  ${status.padEnd(8)} ${formatTime(from)} ${to === undefined ? 'until the end' : `to ${formatTime(to)}`}: ${actions.join(', ')}`
    ),
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
