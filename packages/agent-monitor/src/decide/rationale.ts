import type { AgentPolicy, BrokenColumn, BrokenFinding } from '@espalier/core/contracts';
import { formatUnknown } from '../observe/unknown.ts';
import { quote } from './quote.ts';
import { countDigits, firesAt } from './round-apart.ts';
import { type Comparison, isOverLatency, type Signals } from './signals.ts';

/** A sentence names at most this many columns. */
const MAX_NAMED_COLUMNS = 3;

/** Describe the signals in one or two sentences. */
export function writeRationale(
  signals: Signals,
  policy: AgentPolicy,
  { isHealthy, replaced }: { readonly isHealthy: boolean; readonly replaced: boolean }
): string {
  const limit = policy.warn.latency_p95_ms;
  const clauses = [
    ...quality(signals, policy),
    ...(isOverLatency(signals, limit) ? [`p95 latency above ${limit} ms for two points`] : []),
    ...(isHealthy ? ['no rule asks for action'] : [])
  ];
  return `${clauses.join('; ')}.${blind(signals)}${broken(signals.brokenColumns, replaced)}`;
}

function quality(
  { rocAuc, prAuc, overallDrift, windowDays }: Signals,
  { warn, critical }: AgentPolicy
): string[] {
  const median = `the ${windowDays}-day median`;
  const metrics = [
    {
      name: 'AUC',
      comparison: rocAuc,
      limits: [warn.roc_auc_drop_pct, critical.roc_auc_drop_pct]
    },
    { name: 'PR-AUC', comparison: prAuc, limits: [critical.pr_auc_drop_pct] }
  ];
  const known = metrics.filter(({ comparison }) => comparison.dropPct !== null);
  const unknown = metrics.filter(({ comparison }) => comparison.dropPct === null);
  const notCompared = `${unknown.map(({ name }) => name).join(' and ')} could not be compared with ${median}`;
  if (known.length === 0)
    return [notCompared, overallDrift ? 'drift is present' : 'there is no drift'];
  const drift = overallDrift ? 'while drift is present' : 'without drift';
  const moves = `${movesOf(known)} against ${median} ${drift}`;
  return unknown.length === 0 ? [moves] : [moves, notCompared];
}

interface Named {
  readonly name: string;
  readonly comparison: Comparison;
  /** Limits that the figure is to be told from. */
  readonly limits: readonly number[];
}

/** "AUC fell 5.3% and PR-AUC 6.5%", "AUC and PR-AUC held steady", "AUC fell 1.0% and PR-AUC rose 0.4%". */
function movesOf(metrics: readonly Named[]): string {
  const verbs = new Set(metrics.map(({ comparison }) => verbOf(comparison)));
  if (verbs.size === 1 && verbs.has('held steady'))
    return `${metrics.map(({ name }) => name).join(' and ')} held steady`;
  return metrics
    .map(({ name, comparison, limits }, i) =>
      i > 0 && verbs.size === 1
        ? `${name} ${percent(comparison, limits)}`
        : `${name} ${describeChange(comparison, limits)}`
    )
    .join(' and ');
}

/** "fell 5.3%", "rose 0.4%" or "held steady"; with more digits where these would not tell it from a limit. */
export function describeChange(comparison: Comparison, limits: readonly number[] = []): string {
  const verb = verbOf(comparison);
  return verb === 'held steady' ? verb : `${verb} ${percent(comparison, limits)}`;
}

function verbOf(comparison: Comparison): 'fell' | 'rose' | 'held steady' {
  if (percent(comparison, []) === '0.0%') return 'held steady';
  return (comparison.dropPct ?? 0) > 0 ? 'fell' : 'rose';
}

function percent({ dropPct }: Comparison, limits: readonly number[]): string {
  const drop = dropPct ?? 0;
  return `${Math.abs(drop).toFixed(countDigits(drop, limits, 1, firesAt))}%`;
}

function blind({ cannotTell }: Signals): string {
  if (cannotTell.length === 0) return '';
  return ` It cannot be told whether the model is healthy (${cannotTell.map(formatUnknown).join('; ')}).`;
}

function broken(columns: readonly BrokenColumn[], replaced: boolean): string {
  if (columns.length === 0) return '';
  return replaced
    ? ` An incident takes the place of retraining, which does not help on broken data: ${nameColumns(columns)}.`
    : ` The data is broken: ${nameColumns(columns)}.`;
}

/** "fee is empty, plan changed its type and 2 more columns are broken". */
export function nameColumns(columns: readonly BrokenColumn[]): string {
  const shown = columns
    .slice(0, columns.length > MAX_NAMED_COLUMNS ? MAX_NAMED_COLUMNS - 1 : MAX_NAMED_COLUMNS)
    .map(({ column, finding }) => `${wordOf(column)} ${BROKEN_WORDS[finding]}`);
  const hidden = columns.length - shown.length;
  const parts = hidden > 0 ? [...shown, `${hidden} more columns are broken`] : shown;
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}

const BROKEN_WORDS = {
  empty: 'is empty',
  absent: 'is absent',
  type_changed: 'changed its type',
  unit_changed: 'changed its unit',
  constant: 'is constant',
  wholly_unseen: 'holds only levels that the reference lacks'
} as const satisfies Record<BrokenFinding, string>;

/** Quote a name unless it reads as one word. */
function wordOf(column: string): string {
  return /^[\p{L}\p{N}_.-]+$/u.test(column) ? column : quote(column);
}
