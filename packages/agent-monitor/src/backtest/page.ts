import { PLAN_STATUSES, type PlanStatus } from '@espalier/core/contracts';
import { type Block, renderPage, type Series, type Table, type Tone } from '@espalier/report';
import { formatTime } from '../decide/evidence.ts';
import type { Point } from '../observe/points.ts';
import type { Replay } from './replay.ts';
import { type Backtest, formatActions, formatHours } from './backtest.ts';

/** The back-test as one page: what would have happened, over time, and with other limits. */
export function renderBacktestPage(backtest: Backtest, source: string): string {
  const { replay, history, trials, report } = backtest;
  const { points } = history;
  const numCritical = replay.alarms.filter(({ status }) => status === 'critical').length;
  return renderPage({
    title: 'Back-test of an agent policy',
    summary: {
      tone: numCritical > 0 ? 'bad' : replay.alarms.length > 0 ? 'unsure' : 'good',
      text: `${replay.alarms.length} ${replay.alarms.length === 1 ? 'alarm' : 'alarms'} in ${points.length} points, ${numCritical} critical.`
    },
    sections: [
      {
        title: 'In short',
        blocks: [
          { kind: 'key-figures', figures: stateFigures(replay) },
          {
            kind: 'paragraph',
            text: `${source}, ${formatTime(points[0]!.time)} to ${formatTime(points.at(-1)!.time)}, replayed point by point, each time with what was known then. Drift is taken to be ${report.overall_drift ? 'present' : 'absent'} all the time. Actions: ${formatActions(replay)}.`
          }
        ]
      },
      { title: 'Over time', blocks: [seriesBlock(backtest)] },
      { title: 'Alarms', blocks: [alarmTable(replay)] },
      ...(trials.length === 0
        ? []
        : [{ title: 'With another limit', blocks: [trialTable(backtest)] }])
    ]
  });
}

const TONES: Readonly<Record<PlanStatus, Tone>> = {
  healthy: 'good',
  warn: 'unsure',
  critical: 'bad'
};

function stateFigures({ seconds }: Replay): { name: string; value: string; tone: Tone }[] {
  const total = PLAN_STATUSES.reduce((sum, status) => sum + seconds[status], 0);
  return PLAN_STATUSES.map(status => ({
    name: status,
    value: `${(seconds[status] / 3600).toFixed(1)} h (${total === 0 ? 0 : ((100 * seconds[status]) / total).toFixed(1)} %)`,
    tone: seconds[status] > 0 ? TONES[status] : 'plain'
  }));
}

function seriesBlock({ replay, history, policy }: Backtest): Block {
  const bands = bandsOf(replay);
  const line = (label: string, field: Exclude<keyof Point, 'time'>, limit?: number): Series => ({
    kind: 'series',
    label: `${label} over time; the shades are the states`,
    points: history.points.flatMap(point =>
      point[field] === null ? [] : [{ time: point.time / 1000, value: point[field] }]
    ),
    bands,
    ...(limit === undefined ? {} : { limit })
  });
  const figures = [
    { title: 'ROC-AUC', figure: line('ROC-AUC', 'rocAuc') },
    { title: 'PR-AUC', figure: line('PR-AUC', 'prAuc') },
    {
      title: 'p95 latency, ms',
      note: `limit ${policy.warn.latency_p95_ms}`,
      figure: line('p95 latency in milliseconds', 'latencyP95Ms', policy.warn.latency_p95_ms)
    },
    { title: 'Error rate', figure: line('Error rate', 'errorRate') }
  ].filter(({ figure }) => figure.points.length > 1);
  if (figures.length === 0) return { kind: 'paragraph', text: 'There are too few points to draw.' };
  return { kind: 'figures', figures };
}

/** Stretches of one state that is not healthy. */
function bandsOf({ verdicts }: Replay): Series['bands'] {
  const bands: { from: number; to: number; tone: Tone }[] = [];
  for (const [i, { status, time }] of verdicts.entries()) {
    if (status === 'healthy') continue;
    const from = time / 1000;
    const to = (verdicts[i + 1]?.time ?? time) / 1000;
    const last = bands.at(-1);
    if (last !== undefined && last.to === from && last.tone === TONES[status]) last.to = to;
    else bands.push({ from, to, tone: TONES[status] });
  }
  return bands;
}

const MAX_ALARMS = 100;

function alarmTable({ alarms }: Replay): Block {
  if (alarms.length === 0) return { kind: 'paragraph', text: 'None.' };
  const table: Table = {
    kind: 'table',
    columns: [
      { name: 'From' },
      { name: 'To' },
      { name: 'Status' },
      { name: 'Actions', wrap: true }
    ],
    rows: alarms
      .slice(0, MAX_ALARMS)
      .map(({ from, to, status, actions }) => [
        shortTime(from),
        to === undefined ? 'the end' : shortTime(to),
        { text: status, tone: TONES[status] },
        actions.join(', ')
      ])
  };
  return alarms.length > MAX_ALARMS
    ? { ...table, caption: `The first ${MAX_ALARMS} of ${alarms.length}.` }
    : table;
}

function shortTime(time: number): string {
  return formatTime(time).slice(0, 16).replace('T', ' ');
}

function trialTable({ replay, trials }: Backtest): Table {
  const row = (name: string, other: Replay): string[] => [
    name,
    String(other.alarms.length),
    formatHours(other),
    formatActions(other)
  ];
  return {
    kind: 'table',
    caption: 'What the same history would have given with one limit at another value.',
    columns: [
      { name: 'Limit' },
      { name: 'Alarms', align: 'right' },
      { name: 'Time in each state', wrap: true },
      { name: 'Actions', wrap: true }
    ],
    rows: [
      row('as it is', replay),
      ...trials.map(({ limit, value, replay: other }) => row(`${limit} = ${value}`, other))
    ]
  };
}
