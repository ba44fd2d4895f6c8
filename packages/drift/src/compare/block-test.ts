import {
  binEdges,
  type Column,
  createRecoder,
  MISSING,
  type Random,
  shuffle
} from '@espalier/core';
import { chiSquare } from '../detectors/chi-square.ts';
import { psi } from '../detectors/psi.ts';
import type { ColumnPair } from '../pair/pair.ts';
import { ksDistance } from '../statistics/distances.ts';
import { permuteCounts } from '../statistics/hypergeometric.ts';
import { sum } from '../statistics/sum.ts';
import type { Blocks } from './blocks.ts';
import { countAscending } from './permutation.ts';

/** What blocks dealt to two sides at random give. */
export interface BlockTest {
  /** Mean PSI without drift. */
  readonly expected: number;
  /** The PSI exceeded with probability `alpha`. */
  readonly limit: number;
  /** The share of draws whose PSI is as large. */
  readonly chance: number;
  readonly pValue: number;
}

/** Figures of a split of the rows into two sides; the larger, the further apart. */
interface Figures {
  readonly psi: number;
  /** KS of numbers, chi-square of levels. */
  readonly distance: number;
  /** Chi-square of missing and bad against present. */
  readonly presence: number;
}

/** Split the rows: those of the blocks that are marked are the reference. */
type Split = (isReference: Uint8Array) => Figures;

const MIN_DRAWS = 1000;
/** Expected draws beyond the limit. */
const TAIL_DRAWS = 10;
/** Rows drawn in all: keeps large tables cheap, down to two draws beyond the limit. */
const MAX_ROWS_DRAWN = 300_000_000;

/**
 * Test a column whose rows depend on each other within blocks: a permutation test that deals whole blocks to the two
 * sides, bins and all.
 */
export function testBlocks(
  pair: ColumnPair,
  rows: { readonly reference: Column; readonly fresh: Column },
  blocks: Blocks,
  alpha: number,
  random: Random
): BlockTest {
  const { numReference, numFresh } = blocks;
  const split = createSplit(pair, rows, blocks, random);
  const ids = Uint32Array.from({ length: numReference + numFresh }, (_, i) => i);
  const isReference = new Uint8Array(ids.length).fill(1, 0, numReference);
  const observed = split(isReference);
  const wanted = Math.max(MIN_DRAWS, Math.ceil(TAIL_DRAWS / alpha));
  const affordable = Math.max(
    Math.ceil(2 / alpha),
    Math.floor(MAX_ROWS_DRAWN / (sum(pair.reference) + sum(pair.fresh)))
  );
  const draws = Array.from({ length: Math.min(wanted, affordable) }, () => {
    shuffle(ids, random);
    isReference.fill(0);
    for (let i = 0; i < numReference; ++i) isReference[ids[i]!] = 1;
    return split(isReference);
  });
  const sorted = Float64Array.from(draws, draw => draw.psi).sort();
  const at = Math.ceil((1 - alpha) * (sorted.length + 1)) - 1;
  return {
    expected: sum(sorted) / sorted.length,
    limit: sorted[Math.min(at, sorted.length - 1)]!,
    chance: chanceOf(draws, 'psi', observed),
    pValue: pValueOf(observed, draws)
  };
}

function pValueOf(observed: Figures, draws: readonly Figures[]): number {
  const ofDistance = chanceOf(draws, 'distance', observed);
  const hasPresence = observed.presence > 0 || draws.some(({ presence }) => presence > 0);
  if (!hasPresence) return ofDistance;
  return Math.min(1, 2 * Math.min(ofDistance, chanceOf(draws, 'presence', observed)));
}

/** The share of draws in which a figure is as large, the observed split among them. */
function chanceOf(draws: readonly Figures[], figure: keyof Figures, observed: Figures): number {
  const least = observed[figure] * (1 - ROUNDING);
  return (1 + draws.filter(draw => draw[figure] >= least).length) / (1 + draws.length);
}

const ROUNDING = 1e-12;

function createSplit(
  pair: ColumnPair,
  { reference, fresh }: { readonly reference: Column; readonly fresh: Column },
  blocks: Blocks,
  random: Random
): Split {
  if (reference.kind === 'number' && fresh.kind === 'number')
    return splitNumbers(pair, reference.values, fresh.values, blocks, random);
  if (reference.kind === 'category' && fresh.kind === 'category')
    return splitLevels(pair, reference, fresh, blocks);
  throw new RangeError(`Cannot split "${pair.name}": its sides are of two kinds`);
}

function splitNumbers(
  { bins, reference, fresh }: ColumnPair,
  before: Float64Array,
  now: Float64Array,
  blocks: Blocks,
  random: Random
): Split {
  const { values, blockOf, emptyBlocks } = sortRows(before, now, blocks);
  const firstOther = bins.findIndex(({ kind }) => kind !== 'range');
  const others = reference.map((count, i) => count + fresh[i]!).subarray(firstOther);
  const othersA = new Float64Array(others.length);
  const othersB = new Float64Array(others.length);
  const a = new Float64Array(values.length);
  const b = new Float64Array(values.length);
  return isReference => {
    let numA = 0;
    for (let i = 0; i < values.length; ++i) {
      if (isReference[blockOf[i]!] === 1) a[numA++] = values[i]!;
      else b[i - numA] = values[i]!;
    }
    let emptyA = 0;
    for (let i = 0; i < emptyBlocks.length; ++i) emptyA += isReference[emptyBlocks[i]!]!;
    const sampleA = a.subarray(0, numA);
    const sampleB = b.subarray(0, values.length - numA);
    // Which of the cells without a value are bad is not known by row.
    permuteCounts(others, emptyA, random, othersA, othersB);
    const edges = binEdges(sampleA, numA + emptyA);
    return {
      psi: psi(countAscending(sampleA, othersA, edges), countAscending(sampleB, othersB, edges)),
      distance: ksDistance(sampleA, sampleB),
      presence: chiSquare(
        Float64Array.of(numA, emptyA),
        Float64Array.of(sampleB.length, emptyBlocks.length - emptyA)
      ).statistic
    };
  };
}

/** The finite values of both sides, ascending, with their blocks, and the block of each row without one. */
function sortRows(
  before: Float64Array,
  now: Float64Array,
  blocks: Blocks
): { values: Float64Array; blockOf: Int32Array; emptyBlocks: Int32Array } {
  const all = new Float64Array(before.length + now.length);
  all.set(before);
  all.set(now, before.length);
  const ids = new Int32Array(all.length);
  ids.set(blocks.reference);
  ids.set(blocks.fresh, before.length);
  const order = Uint32Array.from(all, (_, i) => i);
  const filled = order.filter(i => Number.isFinite(all[i])).sort((i, j) => all[i]! - all[j]!);
  return {
    values: Float64Array.from(filled, i => all[i]!),
    blockOf: Int32Array.from(filled, i => ids[i]!),
    emptyBlocks: Int32Array.from(
      order.filter(i => !Number.isFinite(all[i])),
      i => ids[i]!
    )
  };
}

function splitLevels(
  pair: ColumnPair,
  before: Extract<Column, { kind: 'category' }>,
  now: Extract<Column, { kind: 'category' }>,
  blocks: Blocks
): Split {
  const levels = [...new Set([...before.levels, ...now.levels])];
  const [missing, unseen] = [levels.length, levels.length + 1];
  const place = (code: number): number => (code >= 0 ? code : code === MISSING ? missing : unseen);
  const recode = createRecoder(levels);
  const codes = Int32Array.from([...recode(before), ...recode(now)], place);
  const ids = Int32Array.from([...blocks.reference, ...blocks.fresh]);
  // Learned levels that the reference lacks are unseen, as in the comparison.
  const areLearned = (pair.byLevel?.reference.length ?? 0) > pair.reference.length;
  const counts = [
    new Float64Array(levels.length + 2),
    new Float64Array(levels.length + 2)
  ] as const;
  return isReference => {
    const [b, a] = counts;
    a.fill(0);
    b.fill(0);
    for (let i = 0; i < codes.length; ++i) {
      const side = counts[isReference[ids[i]!]!]!;
      side[codes[i]!] = side[codes[i]!]! + 1;
    }
    const distance = chiSquare(a, b).statistic;
    for (let i = 0; areLearned && i < levels.length; ++i) {
      if (a[i] !== 0) continue;
      b[unseen] = b[unseen]! + b[i]!;
      b[i] = 0;
    }
    return { psi: psi(a, b), distance, presence: 0 };
  };
}
