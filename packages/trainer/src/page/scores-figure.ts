import { formatValue, type PairedColumns } from '@espalier/report';
import type { ScoreCurves } from '../evaluate/score-curves.ts';

/** Both classes by their probability, with the threshold where one holds for all rows. */
export function scoresFigure(
  { negatives, positives }: ScoreCurves['histogram'],
  threshold: number | undefined
): PairedColumns {
  const shares = (counts: readonly number[]): number[] => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map(count => (total === 0 ? 0 : count / total));
  };
  const ofNegatives = shares(negatives);
  const ofPositives = shares(positives);
  const bound = (i: number): string => (i / negatives.length).toFixed(2);
  return {
    kind: 'paired-columns',
    label: 'Share of the negatives and of the positives by probability',
    names: ['negatives', 'positives'],
    bins: negatives.map((_, i) => ({
      label: `${bound(i)} to ${bound(i + 1)}`,
      ...(i % 5 === 0 && i > 0 ? { tick: { text: bound(i), at: 'bound' } as const } : {}),
      values: [ofNegatives[i]!, ofPositives[i]!] as const
    })),
    ...(threshold === undefined
      ? {}
      : {
          mark: {
            at: threshold * negatives.length,
            text: `threshold ${formatValue(threshold)}`
          }
        })
  };
}
