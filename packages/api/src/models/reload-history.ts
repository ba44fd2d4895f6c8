import { EspalierError, type FailureCode } from '@espalier/core';

/** The latest attempts to load a version that were refused, until one succeeds. */
export interface Refusal {
  /** When the last one was refused, in ISO 8601. */
  readonly at: string;
  readonly code: FailureCode;
  readonly message: string;
  /** Refusals since the last success. */
  readonly count: number;
}

/** What became of the attempts to load a model. */
export interface ReloadHistory {
  /** When the served version was loaded; undefined when none is. */
  readonly loadedAt: Date | undefined;
  /** Reloads after the start that switched to the version read, and those that were refused. */
  readonly numLoaded: number;
  readonly numRefused: number;
  readonly refusal: Refusal | undefined;
}

interface HistoryKeeper {
  readonly loaded: () => void;
  /** A source was found to hold the served version. */
  readonly unchanged: () => void;
  readonly refused: (error: unknown) => void;
  /** Forget the counts of the first load. */
  readonly start: () => void;
  readonly read: () => ReloadHistory;
}

export function createReloadHistory(now: () => Date): HistoryKeeper {
  let loadedAt: Date | undefined;
  let numLoaded = 0;
  let numRefused = 0;
  let refusal: Refusal | undefined;
  return {
    loaded() {
      loadedAt = now();
      ++numLoaded;
      refusal = undefined;
    },
    unchanged() {
      refusal = undefined;
    },
    refused(error) {
      ++numRefused;
      const { code, message } =
        error instanceof EspalierError
          ? error
          : { code: 'E_INTERNAL' as const, message: 'Cannot open the model: an internal error' };
      refusal = { at: now().toISOString(), code, message, count: (refusal?.count ?? 0) + 1 };
    },
    start() {
      numLoaded = numRefused = 0;
    },
    read: () => ({ loadedAt, numLoaded, numRefused, refusal })
  };
}
