import { type CommonOptions, type Io, styleOf } from '@espalier/cli';
import { type AgentPolicy, type DriftReport, PLAN_STATUSES } from '@espalier/core/contracts';
import { readText, writeAtomic } from '@espalier/core/files';
import { badLines } from '../bad-lines.ts';
import { isoTime } from '../evidence.ts';
import { readDrift } from '../read-drift.ts';
import { type History, readHistory } from '../read-history.ts';
import { readPolicy } from '../run.ts';
import { type Alarm, type Replay, replay } from './replay.ts';
import { parseWhatIf, type Trial, tryLimit, usualTrials } from './what-if.ts';

export interface BacktestOptions extends CommonOptions {
  readonly metrics: string;
  readonly policy?: string;
  readonly drift?: string;
  readonly whatIf?: readonly string[];
  readonly html?: string;
}

export interface Backtest {
  readonly history: History;
  readonly policy: AgentPolicy;
  readonly report: DriftReport;
  readonly replay: Replay;
  readonly trials: readonly Trial[];
}

/** Replay, tell, write the page. Gives the exit code. */
export async function runBacktest(options: BacktestOptions, io: Io): Promise<number> {
  const policy = await readPolicy(options.policy);
  const history = readHistory(await readText(options.metrics), options.metrics);
  const report =
    options.drift === undefined
      ? { overall_drift: false }
      : readDrift(await readText(options.drift), options.drift);
  const wanted =
    options.whatIf === undefined ? usualTrials(policy) : options.whatIf.map(parseWhatIf);
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
  tell([...badLines(history, options.metrics), ...proseOf(backtest, options, io)], io);
  if (options.json) io.stdout.write(`${JSON.stringify(answerOf(backtest))}\n`);
  return 0;
}

/** The back-test as JSON. */
export function answerOf({ history, replay: found, trials }: Backtest): object {
  const { points } = history;
  return {
    points: points.length,
    from: isoTime(points[0]!.time),
    to: isoTime(points.at(-1)!.time),
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
  return { status, from: isoTime(from), to: to === undefined ? null : isoTime(to), actions };
}

function proseOf(
  { history, replay: found, trials }: Backtest,
  { html }: BacktestOptions,
  io: Io
): string[] {
  const style = styleOf(io);
  const { points } = history;
  return [
    `${points.length} points from ${isoTime(points[0]!.time)} to ${isoTime(points.at(-1)!.time)}`,
    style.bold(`${found.alarms.length} ${found.alarms.length === 1 ? 'alarm' : 'alarms'}`),
    ...found.alarms.map(
      ({ status, from, to, actions }) =>
        `  ${status.padEnd(8)} ${isoTime(from)} ${to === undefined ? 'until the end' : `to ${isoTime(to)}`}: ${actions.join(', ')}`
    ),
    `time: ${hoursText(found)}`,
    `actions: ${actionsText(found)}`,
    ...(trials.length === 0 ? [] : ['With another limit:']),
    ...trials.map(
      ({ limit, value, replay: other }) =>
        `  ${`${limit}=${value}`.padEnd(34)} ${String(other.alarms.length).padStart(3)} alarms, ${hoursText(other)}`
    ),
    ...(html === undefined ? [] : [style.dim(`Wrote ${html}`)])
  ];
}

export function hoursText({ seconds }: Replay): string {
  return PLAN_STATUSES.map(status => `${status} ${(seconds[status] / 3600).toFixed(1)} h`).join(
    ', '
  );
}

export function actionsText({ actions }: Replay): string {
  const counted = Object.entries(actions).map(([name, count]) => `${name} ${count}`);
  return counted.length === 0 ? 'none' : counted.join(', ');
}

function tell(lines: readonly string[], io: Io): void {
  for (const line of lines) io.stderr.write(`${line}\n`);
}
