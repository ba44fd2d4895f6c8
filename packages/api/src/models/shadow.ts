import type { ModelSlot } from './model-slot.ts';
import type { ModelVersion, Scores } from './model-version.ts';
import { ROWS_STEP } from './stepped-profile.ts';

/** Batches that can wait for comparison; any more are dropped and counted. */
const MAX_WAITING = 64;
/** Rows compared in one slice of work. */
const ROWS_PER_TURN = 64;

/** A version that scores the same rows as the served one, for comparison only. */
export interface Shadow {
  readonly slot: ModelSlot;
  readonly counts: ShadowCounts;
  /** Queue answered rows for comparison in idle time. */
  readonly offer: (rows: readonly unknown[], scores: Scores) => void;
  /** Compare one slice of the queue; returns whether more is left. */
  readonly work: () => boolean;
}

export interface ShadowCounts {
  rows: number;
  /** Rows with a different class or label. */
  disagreements: number;
  /** Sum over rows of the absolute difference between the probabilities; it grows by ROWS_STEP rows or more at once. */
  difference: number;
  /** Batches dropped for lack of time. */
  dropped: number;
  /** Batches that the shadow failed to score. */
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
  /** Rows that `difference` does not hold yet. */
  let pending = { rows: 0, difference: 0 };
  const compare = (model: ModelVersion, batch: Waiting): void => {
    const from = batch.at;
    const rows = batch.rows.slice(from, from + ROWS_PER_TURN);
    batch.at += rows.length;
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
      pending.difference += Math.abs(probabilities[i]! - batch.scores.probabilities[from + i]!);
    }
    pending.rows += rows.length;
    if (pending.rows < ROWS_STEP) return;
    counts.difference += pending.difference;
    pending = { rows: 0, difference: 0 };
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
      const model = slot.ready();
      if (model === undefined) {
        ++counts.failed;
        batch.at = batch.rows.length;
      } else compare(model, batch);
      if (batch.at >= batch.rows.length) waiting.shift();
      return waiting.length > 0;
    }
  };
}
