import { type Random, selectLabels, shuffle } from '@espalier/core';
import { type Splitting, splitWhere } from './split.ts';

/** The rows of a group stay together, parts get about the same share of positives. NaN: a row is a group of its own. */
export function grouped(labels: Uint8Array, groups: Float64Array): Splitting {
  return {
    kind: 'grouped',
    holdOut(share, random) {
      const parts = dealGroups(labels, groups, [share, 1 - share], random);
      return splitWhere(
        labels,
        row => parts[row] === 0,
        'by group',
        'Add rows of more groups, or change --validation'
      );
    },
    folds: (numFolds, random) =>
      dealGroups(
        labels,
        groups,
        Array.from({ length: numFolds }, () => 1 / numFolds),
        random
      ),
    select: rows =>
      grouped(
        selectLabels(labels, rows),
        Float64Array.from(rows, row => groups[row]!)
      )
  };
}

interface Group {
  readonly rows: number[];
  /** Rows by label. */
  readonly counts: [number, number];
}

/**
 * Deal whole groups to parts, the largest first, each to the part that then deviates least from its share of both classes.
 * Gives the part of every row.
 */
function dealGroups(
  labels: Uint8Array,
  groups: Float64Array,
  shares: readonly number[],
  random: Random
): Uint8Array {
  const all = gather(labels, groups);
  const order = shuffle(
    Uint32Array.from(all, (_, i) => i),
    random
  );
  const bySize = [...order].sort((a, b) => all[b]!.rows.length - all[a]!.rows.length);
  const totals = [0, 1].map(label =>
    Math.max(
      1,
      all.reduce((sum, g) => sum + g.counts[label]!, 0)
    )
  );
  const filled = shares.map(() => [0, 0]);
  const parts = new Uint8Array(labels.length);
  for (const index of bySize) {
    const { rows, counts } = all[index]!;
    // The growth of the sum over parts and classes of (part's rows)^2 / (part's share * class's rows^2).
    const costs = shares.map((share, part) =>
      [0, 1].reduce((cost, label) => {
        const rowsThere = filled[part]![label]!;
        const added = counts[label]!;
        return cost + (added * (2 * rowsThere + added)) / (share * totals[label]! ** 2);
      }, 0)
    );
    const part = costs.indexOf(Math.min(...costs));
    for (const label of [0, 1]) filled[part]![label]! += counts[label]!;
    for (const row of rows) parts[row] = part;
  }
  return parts;
}

function gather(labels: Uint8Array, groups: Float64Array): Group[] {
  const found = new Map<number, Group>();
  const alone: Group[] = [];
  groups.forEach((key, row) => {
    let group = Number.isNaN(key) ? undefined : found.get(key);
    if (group === undefined) {
      group = { rows: [], counts: [0, 0] };
      if (Number.isNaN(key)) alone.push(group);
      else found.set(key, group);
    }
    group.rows.push(row);
    group.counts[labels[row]!]! += 1;
  });
  return [...found.values(), ...alone];
}
