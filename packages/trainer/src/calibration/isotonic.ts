import type { Calibrator } from '@espalier/core/contracts';

interface Block {
  /** Probabilities from the first to the last of its rows. */
  readonly first: number;
  readonly last: number;
  readonly positives: number;
  readonly count: number;
}

/**
 * The never falling steps of the least squared error, by pooling adjacent violators (Ayer et al. 1955), joined by straight
 * lines. Shares stay half a row off 0 and 1, so that no answer is certain.
 */
export function fitIsotonic(
  labels: Uint8Array,
  probabilities: Float64Array,
  weights?: Float64Array
): Calibrator {
  const blocks: Block[] = [];
  for (const point of distinctPoints(labels, probabilities, weights)) {
    let block = point;
    for (
      let before = blocks.at(-1);
      before !== undefined && mustPool(before, block);
      before = blocks.at(-1)
    ) {
      block = {
        first: before.first,
        last: block.last,
        positives: before.positives + block.positives,
        count: before.count + block.count
      };
      blocks.pop();
    }
    blocks.push(block);
  }
  const least = 1 / (2 * labels.length);
  const points = blocks.flatMap(({ first, last, positives, count }) => {
    const share = Math.min(Math.max(positives / count, least), 1 - least);
    return first === last
      ? [[first, share] as const]
      : [[first, share] as const, [last, share] as const];
  });
  return { kind: 'isotonic', from: points.map(([x]) => x), to: points.map(([, y]) => y) };
}

/** A block for every probability, rising: rows of one probability stay together whatever their labels. */
function distinctPoints(
  labels: Uint8Array,
  probabilities: Float64Array,
  weights: Float64Array | undefined
): Block[] {
  const order = Uint32Array.from(labels, (_, i) => i)
    .filter(row => weights === undefined || weights[row]! > 0)
    .sort((a, b) => probabilities[a]! - probabilities[b]!);
  const points: Block[] = [];
  for (const row of order) {
    const p = probabilities[row]!;
    const weight = weights === undefined ? 1 : weights[row]!;
    const last = points.at(-1);
    const known = last?.first === p ? last : { positives: 0, count: 0 };
    if (last?.first === p) points.pop();
    points.push({
      first: p,
      last: p,
      positives: known.positives + weight * labels[row]!,
      count: known.count + weight
    });
  }
  return points;
}

/** Shares may not fall. */
function mustPool(before: Block, block: Block): boolean {
  return before.positives * block.count >= block.positives * before.count;
}
