import { PLAN_STATUSES } from '@espalier/core/contracts';
import {
  type Block,
  formatCount,
  formatPercent,
  renderPage,
  type Series,
  type Table,
  type Tone
} from '@espalier/report';
import type { MetricField } from '../observe/points.ts';
import { type Backtest, formatActions, formatAlarmCount } from './backtest.ts';
import { type Alarm, listAlarms, listVerdicts, type Replay } from './replay.ts';
import { thinOut } from './thin-out.ts';
import { formatMinute, TONES, trialsSection } from './trials-section.ts';

/** The back-test as one page: alarms over time, and the differences that other limits would make. */
export function renderBacktestPage(backtest: Backtest, source: string): string {
  const { replay, history, trials, report } = backtest;
  const { points } = history;
  const alarms = listAlarms(replay);
  const numCritical = alarms.filter(({ status }) => status === 'critical').length;
  return renderPage({
    title: 'Back-test of an agent policy',
    facts: [
      { name: 'Metrics history', value: `${source}, ${formatCount(points.length)} points` },
      ...modelFacts(history.models),
      {
        name: 'Period',
        value: `${formatMinute(points.time[0]!)} to ${formatMinute(points.time.at(-1)!)} UTC`
      },
      {
        name: 'Drift',
        value: `assumed ${report.overall_drift ? 'present' : 'absent'} throughout`
      }
    ],
    summary: {
      tone: numCritical > 0 ? 'bad' : alarms.length > 0 ? 'unsure' : 'good',
      text: `${formatAlarmCount(replay)} in ${formatCount(points.length)} points, ${numCritical} critical.`
    },
    sections: [
      {
        title: 'Time in each status',
        blocks: [
          { kind: 'key-figures', figures: statusFigures(replay) },
          {
            kind: 'paragraph',
            text: `The policy decided after every point, knowing only the points up to it. Actions requested: ${formatActions(replay)}.`
          }
        ]
      },
      { title: 'Over time', blocks: [seriesBlock(backtest)] },
      { title: 'Alarms', blocks: [alarmTable(alarms)] },
      ...(trials.length === 0 ? [] : [trialsSection(backtest)])
    ]
  });
}

const MAX_MODELS = 3;

/** The models that the history names, the latest first. */
function modelFacts(models: Backtest['history']['models']): { name: string; value: string }[] {
  if (models.length === 0) return [];
  const named = [...models]
    .sort((a, b) => b.time - a.time)
    .map(({ name, version }) => [name, version].filter(Boolean).join(' '));
  const more = named.length - MAX_MODELS;
  const shown = named.slice(0, MAX_MODELS).join(', ');
  return [
    {
      name: models.length === 1 ? 'Model' : 'Models',
      value: more > 0 ? `${shown} and ${more} more` : shown
    }
  ];
}

function statusFigures({ seconds }: Replay): Extract<Block, { kind: 'key-figures' }>['figures'] {
  const total = PLAN_STATUSES.reduce((sum, status) => sum + seconds[status], 0);
  return PLAN_STATUSES.map(status => ({
    name: status,
    value: `${(seconds[status] / 3600).toFixed(1)} h`,
    note: formatPercent(total === 0 ? 0 : seconds[status] / total),
    tone: seconds[status] > 0 ? TONES[status] : 'plain'
  }));
}

function seriesBlock({ replay, history, policy }: Backtest): Block {
  const bands = bandsOf(replay);
  const line = (label: string, field: MetricField, limit?: number): Series => ({
    kind: 'series',
    label: `${label} over time; periods that are not healthy are shaded`,
    points: thinOut(history.points.time, history.points[field]),
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
  if (figures.length === 0) return { kind: 'paragraph', text: 'Too few points to draw.' };
  return { kind: 'figures', figures };
}

/** Periods narrower than this share of the whole are drawn as one with the period before. */
const MIN_BAND = 1 / 2000;

/** Periods of one status other than healthy. */
function bandsOf(replay: Replay): Series['bands'] {
  const { times } = replay;
  const narrow = (MIN_BAND * (times.at(-1)! - times[0]!)) / 1000;
  const bands: { from: number; to: number; tone: Tone }[] = [];
  let i = 0;
  for (const { status, time } of listVerdicts(replay)) {
    const to = (times[++i] ?? time) / 1000;
    if (status === 'healthy') continue;
    const from = time / 1000;
    const last = bands.at(-1);
    const isNext = last !== undefined && from - last.to <= (last.to === from ? 0 : narrow);
    if (isNext && (last.tone === TONES[status] || last.to - last.from < narrow)) {
      last.to = to;
      if (status === 'critical') last.tone = TONES.critical;
    } else bands.push({ from, to, tone: TONES[status] });
  }
  return bands;
}

const MAX_ALARMS = 100;

function alarmTable(alarms: readonly Alarm[]): Block {
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
        formatMinute(from),
        to === undefined ? 'the end' : formatMinute(to),
        { text: status, tone: TONES[status] },
        actions.join(', ')
      ])
  };
  return alarms.length > MAX_ALARMS
    ? { ...table, caption: `The first ${MAX_ALARMS} of ${alarms.length}.` }
    : table;
}
