import type { Bundle } from '@espalier/bundle';
import { type Column, type Random, randomSeeded, type Table } from '@espalier/core';
import type { LabelCounts } from './compare-scores.ts';
import { createScoreCounter, type ScoreCounts } from './score-counts.ts';

/** More labelled rows than these are sampled: their metrics would not be known any better. */
const MAX_ROWS = 500_000;
const SEED = 61;

/** Scored rows whose label is known, or a sample of them. */
export interface Labelled extends LabelCounts {
  readonly probabilities: Float64Array;
  /** 1 or 0. */
  readonly labels: Uint8Array;
  /** As they are served: 1 or 0. */
  readonly decisions: Uint8Array;
  /** The probabilities of all of them. */
  readonly scores: ScoreCounts;
  /** Rows without a label. */
  readonly numUnlabelled: number;
}

/** Gathers labelled rows block by block, in memory that does not grow beyond a limit. */
export interface LabelledRows {
  add(block: Table, target: Column, probabilities: Float64Array): void;
  /** Undefined where no row has a label. */
  end(): Labelled | undefined;
}

export function createLabelledRows(
  bundle: Pick<Bundle, 'decision' | 'decide'>,
  maxRows = MAX_ROWS
): LabelledRows {
  const kept: { p: number[]; label: number[]; decision: number[] } = {
    p: [],
    label: [],
    decision: []
  };
  const random = randomSeeded(SEED);
  const scores = createScoreCounter(bundle.decision.threshold);
  let count = 0;
  let positives = 0;
  let numUnlabelled = 0;
  return {
    add(block, target, probabilities) {
      const decisions = decideRows(bundle, block, probabilities);
      const labels = readLabels(target);
      const known = new Float64Array(probabilities.length);
      let numKnown = 0;
      for (let i = 0; i < probabilities.length; ++i) {
        const label = labels[i]!;
        if (label < 0) {
          ++numUnlabelled;
          continue;
        }
        known[numKnown++] = probabilities[i]!;
        positives += label;
        const at = placeOf(count++, maxRows, random);
        if (at === undefined) continue;
        kept.p[at] = probabilities[i]!;
        kept.label[at] = label;
        kept.decision[at] = decisions[i]!;
      }
      scores.add(known.subarray(0, numKnown));
    },
    end: () =>
      count === 0
        ? undefined
        : {
            count,
            positives,
            numUnlabelled,
            probabilities: Float64Array.from(kept.p),
            labels: Uint8Array.from(kept.label),
            decisions: Uint8Array.from(kept.decision),
            scores: scores.counts()
          }
  };
}

/** The place of the next row in a sample of all rows so far (algorithm R, Vitter 1985); undefined: it is left out. */
function placeOf(index: number, size: number, random: Random): number | undefined {
  if (index < size) return index;
  const at = Math.floor(random() * (index + 1));
  return at < size ? at : undefined;
}

/** Without the column that thresholds depend on, the overall threshold decides. */
function decideRows(
  bundle: Pick<Bundle, 'decision' | 'decide'>,
  block: Table,
  probabilities: Float64Array
): Uint8Array {
  const { threshold, group_thresholds: groups } = bundle.decision;
  const isComplete =
    groups === undefined || block.columns.some(({ name }) => name === groups.column);
  return isComplete
    ? bundle.decide(block, probabilities)
    : Uint8Array.from(probabilities, p => (p >= threshold ? 1 : 0));
}

/** 1 or 0, and -1 for an empty cell: declared levels are the spellings of the positive value. */
export function readLabels(target: Column): Int8Array {
  if (target.kind !== 'category') return new Int8Array(target.values.length).fill(-1);
  return Int8Array.from(target.codes, code => (code >= 0 ? 1 : code === -1 ? -1 : 0));
}
