import { type ModelSlot } from './model-slot.ts';
import { type Scores } from './served-model.ts';

/** How many batches may wait to be compared; more are dropped and counted. */
const MAX_WAITING = 64;
/** The most rows of one batch that are compared at a time. */
const ROWS_PER_TURN = 64;

/** A version that scores what another answers, and never answers itself. */
export interface Shadow {
  readonly slot: ModelSlot;
  readonly counts: ShadowCounts;
  /** Compare with what was answered, when there is nothing better to do. */
  readonly offer: (rows: readonly unknown[], scores: Scores) => void;
  /** Compare some of what waits; true when there is more. */
  readonly work: () => boolean;
}

export interface ShadowCounts {
  rows: number;
  /** Rows with another class or label. */
  disagreements: number;
  /** Sum over rows of the distance between the probabilities. */
  difference: number;
  /** Batches that nobody had time for. */
  dropped: number;
  /** Batches that the shadow could not score. */
  failed: number;
}

interface Waiting {
  readonly rows: readonly unknown[];
  readonly scores: Scores;
  at: number;
}

export function createShadow(slot: ModelSlot): Shadow {
  const counts: ShadowCounts = { rows: 0, disagreements: 0, difference: 0, dropped: 0, failed: 0 };
  const waiting: Waiting[] = [];
  const compare = (batch: Waiting): void => {
    const from = batch.at;
    const rows = batch.rows.slice(from, from + ROWS_PER_TURN);
    batch.at += rows.length;
    const model = slot.current();
    const encoded = model.encode(rows);
    if (encoded.problems.length > 0) {
      ++counts.failed;
      batch.at = batch.rows.length;
      return;
    }
    const { probabilities, labels } = model.score(encoded, false);
    counts.rows += rows.length;
    for (let i = 0; i < rows.length; ++i) {
      if (labels[i] !== batch.scores.labels[from + i]) ++counts.disagreements;
      counts.difference += Math.abs(probabilities[i]! - batch.scores.probabilities[from + i]!);
    }
  };
  return {
    slot,
    counts,
    offer(rows, scores) {
      if (waiting.length >= MAX_WAITING) ++counts.dropped;
      else waiting.push({ rows, scores, at: 0 });
    },
    work() {
      const batch = waiting[0];
      if (batch === undefined) return false;
      if (slot.failure() !== undefined) {
        ++counts.failed;
        batch.at = batch.rows.length;
      } else compare(batch);
      if (batch.at >= batch.rows.length) waiting.shift();
      return waiting.length > 0;
    }
  };
}
