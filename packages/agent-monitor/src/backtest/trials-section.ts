import { type ActionName, PLAN_STATUSES, type PlanStatus } from '@espalier/core/contracts';
import type { Block, Cell, Section, Table, Tone } from '@espalier/report';
import { formatTime } from '../decide/format-time.ts';
import type { Backtest } from './backtest.ts';
import { type Change, compareReplays, isSameReplay } from './compare-replays.ts';
import type { Replay } from './replay.ts';
import { getLimit, type Trial } from './what-if.ts';

export const TONES: Readonly<Record<PlanStatus, Tone>> = {
  healthy: 'good',
  warn: 'unsure',
  critical: 'bad'
};

/** Only what another limit would change: the differences of each trial, and the trials that change nothing by name. */
export function trialsSection(backtest: Backtest): Section {
  const { replay, trials } = backtest;
  const changing = trials.filter(trial => !isSameReplay(replay, trial.replay));
  const others = trials.filter(trial => !changing.includes(trial));
  const unchanged: Block[] =
    others.length === 0
      ? []
      : [
          {
            kind: 'paragraph',
            text: `No difference with ${others.map(({ limit, value }) => `${limit} = ${value}`).join(', ')}.`
          }
        ];
  return {
    title: 'What another limit would change',
    blocks: [
      ...(changing.length === 0 ? [] : [differenceTable(backtest, changing)]),
      ...unchanged,
      ...changing.flatMap(trial => changesFold(backtest, trial))
    ]
  };
}

function differenceTable({ replay, policy }: Backtest, trials: readonly Trial[]): Table {
  return {
    kind: 'table',
    caption:
      'Each row replays the same history with one limit changed. Whatever a row does not name stays as it is.',
    columns: [
      { name: 'Limit', wrap: true },
      { name: 'Differences', wrap: true }
    ],
    rows: trials.map(({ limit, value, replay: other }): Cell[] => [
      `${limit} ${getLimit(policy, limit)} → ${value}`,
      { text: listDifferences(replay, other).join(', '), tone: 'unsure' }
    ])
  };
}

function listDifferences(base: Replay, other: Replay): string[] {
  const hours = ({ seconds }: Replay, status: PlanStatus): string =>
    (seconds[status] / 3600).toFixed(1);
  const actions = Object.keys({ ...base.actions, ...other.actions }) as ActionName[];
  const figures: [name: string, before: string, after: string, unit: string][] = [
    ['alarms', String(base.numAlarms), String(other.numAlarms), ''],
    ...PLAN_STATUSES.map((status): [string, string, string, string] => [
      status,
      hours(base, status),
      hours(other, status),
      ' h'
    ]),
    ...actions.map((name): [string, string, string, string] => [
      name,
      String(base.actions[name] ?? 0),
      String(other.actions[name] ?? 0),
      ''
    ])
  ];
  return figures.flatMap(([name, before, after, unit]) =>
    before === after ? [] : [`${name} ${before} → ${after}${unit}`]
  );
}

/** The periods with another status, folded; nothing where only actions differ. */
function changesFold(
  { replay, policy }: Backtest,
  { limit, value, replay: other }: Trial
): Block[] {
  const changes = compareReplays(replay, other);
  if (changes.length === 0) return [];
  const title = `${limit} ${getLimit(policy, limit)} → ${value}: ${changes.length} ${changes.length === 1 ? 'period' : 'periods'} with another status`;
  const table = changesTable(changes.slice(0, MAX_CHANGES));
  const caption = `The first ${MAX_CHANGES} of ${changes.length}.`;
  return [
    {
      kind: 'fold',
      title,
      blocks: [changes.length > MAX_CHANGES ? { ...table, caption } : table]
    }
  ];
}

const MAX_CHANGES = 100;

function changesTable(changes: readonly Change[]): Table {
  return {
    kind: 'table',
    columns: [
      { name: 'From' },
      { name: 'To' },
      { name: 'Present limit' },
      { name: 'Changed limit' }
    ],
    rows: changes.map(({ from, to, before, after }) => [
      formatMinute(from),
      to === undefined ? 'the end' : formatMinute(to),
      { text: before, tone: TONES[before] },
      { text: after, tone: TONES[after] }
    ])
  };
}

/** A time to the minute: 2025-08-17 21:32. */
export function formatMinute(time: number): string {
  return formatTime(time).slice(0, 16).replace('T', ' ');
}
