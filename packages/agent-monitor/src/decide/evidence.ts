import type { AgentPolicy } from '@espalier/core/contracts';
import { formatUnknown } from '../observe/unknown.ts';
import { formatTime } from './format-time.ts';
import { countDigits, firesAbove } from './round-apart.ts';
import type { ClauseName } from './rules.ts';
import { type Comparison, isOverLatency, round, type Signals } from './signals.ts';

/** Evidence for a clause: points, median and thresholds, as data and as a sentence. */
export interface Evidence {
  readonly about:
    | 'roc_auc'
    | 'pr_auc'
    | 'latency_p95_ms'
    | 'drift'
    | 'error_rate'
    | 'broken_columns'
    | 'cannot_tell';
  readonly text: string;
  /** Measured values, latest first, with ISO 8601 times. */
  readonly points: readonly { readonly ts: string; readonly value: number | null }[];
  readonly median?: number | null;
  /** The points behind the median: their number, the first and the last. */
  readonly window?: {
    readonly points: number;
    readonly from: string | null;
    readonly to: string | null;
  };
  readonly drop_pct?: number | null;
  readonly thresholds: Readonly<Record<string, number>>;
  /** Clauses that fire because of it. */
  readonly fires: readonly ClauseName[];
}

/** All evidence that the decision used, in the order of the findings. */
export function collectEvidence(
  signals: Signals,
  { warn, critical }: AgentPolicy,
  fired: ReadonlySet<ClauseName>
): Evidence[] {
  const { rocAuc, prAuc, errorRate, overallDrift, driftThreshold, brokenColumns } = signals;
  const only = (...names: ClauseName[]): ClauseName[] => names.filter(name => fired.has(name));
  return [
    qualityEvidence('roc_auc', rocAuc, signals.windowDays, {
      thresholds: { warn: warn.roc_auc_drop_pct, critical: critical.roc_auc_drop_pct },
      fires: only('warn_auc', 'critical_auc')
    }),
    qualityEvidence('pr_auc', prAuc, signals.windowDays, {
      thresholds: { critical_with_drift: critical.pr_auc_drop_pct },
      fires: only('critical_drift')
    }),
    latencyEvidence(signals, warn.latency_p95_ms, only('warn_latency')),
    {
      about: 'drift',
      text: driftText(signals),
      points: [],
      thresholds: driftThreshold === null ? {} : { psi: driftThreshold },
      fires: overallDrift ? only('critical_drift') : []
    },
    ...(errorRate.latest === null ? [] : [errorEvidence(errorRate, signals.windowDays)]),
    ...(brokenColumns.length === 0
      ? []
      : [
          {
            about: 'broken_columns' as const,
            text: `broken in the drift report: ${brokenColumns.map(({ column, finding }) => `${column} (${finding})`).join(', ')}`,
            points: [],
            thresholds: {},
            fires: []
          }
        ]),
    ...signals.cannotTell.map(unknown => ({
      about: 'cannot_tell' as const,
      text: `cannot tell ${formatUnknown(unknown)}`,
      points: [],
      thresholds: {},
      fires: only('cannot_tell')
    }))
  ];
}

function qualityEvidence(
  about: 'roc_auc' | 'pr_auc',
  comparison: Comparison,
  windowDays: number,
  { thresholds, fires }: Pick<Evidence, 'thresholds' | 'fires'>
): Evidence {
  const { latest, median, dropPct, time } = comparison;
  const window = windowOf(comparison);
  const limits = Object.entries(thresholds).map(
    ([name, limit]) => `${name.replaceAll('_', ' ')} at ${limit} %`
  );
  const of =
    window.points === 0 ? `no point of the ${windowDays} days before` : medianText(comparison);
  const fall = dropPct === null ? 'drop unknown' : `drop ${dropPct} %`;
  return {
    about,
    text: `${about} ${shown(latest)} at ${formatTime(time)}, ${of}; ${fall}; ${limits.join(', ')}`,
    points: [{ ts: formatTime(time), value: latest }],
    median,
    window,
    drop_pct: dropPct,
    thresholds,
    fires
  };
}

function medianText({ median, window }: Comparison): string {
  return `median ${shown(median)} of ${window.points} ${window.points === 1 ? 'point' : 'points'} from ${formatTime(window.from!)} to ${formatTime(window.to!)}`;
}

function windowOf({ window: { points, from, to } }: Comparison): NonNullable<Evidence['window']> {
  return {
    points,
    from: from === null ? null : formatTime(from),
    to: to === null ? null : formatTime(to)
  };
}

function latencyEvidence(signals: Signals, limit: number, fires: ClauseName[]): Evidence {
  const { latencyP95Ms, latencyP95MsBefore, latencyTimes } = signals;
  const points = [
    { ts: formatTime(latencyTimes.latest), value: latencyP95Ms },
    ...(latencyTimes.before === null
      ? []
      : [{ ts: formatTime(latencyTimes.before), value: latencyP95MsBefore }])
  ];
  const values = points
    .map(({ ts, value }) => `${shownApart(value, limit)} at ${ts}`)
    .join(' after ');
  const state = isOverLatency(signals, limit) ? 'both above' : 'not both above';
  return {
    about: 'latency_p95_ms',
    text: `latency_p95_ms ${values}; ${state} ${limit} ms`,
    points,
    thresholds: { warn: limit },
    fires
  };
}

function driftText({ overallDrift, driftingColumns, driftThreshold }: Signals): string {
  const over = driftThreshold === null ? 'over the threshold' : `over ${driftThreshold}`;
  const columns = driftingColumns.slice(0, 5).join(', ');
  const more = driftingColumns.length - 5;
  const named =
    driftingColumns.length === 0
      ? ''
      : `; PSI ${over}: ${columns}${more > 0 ? ` and ${more} more` : ''}`;
  return `overall_drift is ${overallDrift} in the drift report${named}`;
}

function errorEvidence(errorRate: Comparison, windowDays: number): Evidence {
  const { latest, median, time, dropPct } = errorRate;
  const of = median === null ? `no point of the ${windowDays} days before` : medianText(errorRate);
  return {
    about: 'error_rate',
    text: `error_rate ${shown(latest)} at ${formatTime(time)}, ${of}; not used by any rule`,
    points: [{ ts: formatTime(time), value: latest }],
    median,
    window: windowOf(errorRate),
    drop_pct: dropPct,
    thresholds: {},
    fires: []
  };
}

function shown(value: number | null): string {
  return value === null ? 'not measured' : String(round(value, 6));
}

/** A latency with as many digits as tell it from the limit. */
function shownApart(value: number | null, limit: number): string {
  return value === null
    ? 'not measured'
    : `${round(value, countDigits(value, [limit], 6, firesAbove))} ms`;
}
