/** Sizes are grouped by powers of two. */
const NUM_SIZES = 32;
/** Weight of the latest job once many were seen. */
const SMOOTHING = 0.1;

/** Learns what requests of one kind cost, by the length of their bodies. */
export interface CostModel {
  /** Expected milliseconds of work. */
  readonly expect: (numBytes: number) => number;
  readonly learn: (numBytes: number, milliseconds: number) => void;
}

/** Create a model that expects `msPerByte` until it has seen a job, then what those of the nearest size cost. */
export function createCostModel(msPerByte: number): CostModel {
  const perByte = new Float64Array(NUM_SIZES).fill(NaN);
  const seen = new Float64Array(NUM_SIZES);
  return {
    expect(numBytes) {
      const size = sizeOf(numBytes);
      for (let away = 0; away < NUM_SIZES; ++away) {
        const smaller = perByte[size - away];
        if (smaller !== undefined && !Number.isNaN(smaller)) return smaller * numBytes;
        const larger = perByte[size + away];
        if (larger !== undefined && !Number.isNaN(larger)) return larger * numBytes;
      }
      return msPerByte * numBytes;
    },
    learn(numBytes, milliseconds) {
      const size = sizeOf(numBytes);
      const latest = milliseconds / Math.max(1, numBytes);
      const before = perByte[size]!;
      const weight = Math.max(SMOOTHING, 1 / ++seen[size]!);
      perByte[size] = Number.isNaN(before) ? latest : before + weight * (latest - before);
    }
  };
}

function sizeOf(numBytes: number): number {
  return 31 - Math.clz32(numBytes | 1);
}
