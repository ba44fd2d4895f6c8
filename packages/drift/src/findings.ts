import { type ColumnPair, shareOf, sum } from './pair.ts';
import { type FindingName } from './report-schema.ts';

/** A column that chance makes constant this seldom is one that broke. */
const SELDOM = 0.001;

/** What is wrong with a column beyond a shift. */
export function findingsOf(pair: ColumnPair): FindingName[] {
  const wasEmpty = shareOf(pair, 'reference', 'missing') === 1;
  const isEmpty = shareOf(pair, 'fresh', 'missing') === 1;
  if (isEmpty) return wasEmpty ? [] : ['empty'];
  if (wasEmpty) return ['reference_empty'];
  return [
    ...(isNewlyConstant(pair) ? (['constant'] as const) : []),
    ...(isNewlyUnseen(pair) ? (['unseen_levels'] as const) : [])
  ];
}

/** Do all new rows hold the value of the first, though the reference makes that unlikely? */
function isNewlyConstant(pair: ColumnPair): boolean {
  const usual = usualShare(pair);
  return usual !== undefined && usual ** (sum(pair.fresh) - 1) < SELDOM;
}

/** The share in the reference of the one value that the new data holds; undefined when it holds more than one. */
function usualShare({ sorted, bins, reference, fresh }: ColumnPair): number | undefined {
  const n = sum(reference);
  if (sorted !== undefined) {
    const value = sorted.fresh[0];
    if (value === undefined || sorted.fresh.length < sum(fresh) || sorted.fresh.at(-1) !== value)
      return undefined;
    return sorted.reference.filter(x => x === value).length / n;
  }
  const only = fresh.findIndex(count => count === sum(fresh));
  return only < 0 || bins[only]!.kind !== 'level' ? undefined : reference[only]! / n;
}

function isNewlyUnseen(pair: ColumnPair): boolean {
  return shareOf(pair, 'fresh', 'unseen') > 0 && shareOf(pair, 'reference', 'unseen') === 0;
}
