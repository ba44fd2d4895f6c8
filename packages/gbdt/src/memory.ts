/** Typed views of one linear memory. Kernels take byte addresses; all data are little-endian. */
export interface Views {
  readonly buffer: ArrayBufferLike;
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly f64: Float64Array;
}

export function createViews(buffer: ArrayBufferLike): Views {
  return {
    buffer,
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    f64: new Float64Array(buffer)
  };
}

/** Hands out addresses of a memory that is created afterwards, each on a cache line of its own. */
export interface Planner {
  /** Returns the address of `bytes` bytes; the 32 bytes behind them are nobody's: kernels may read and write them. */
  readonly reserve: (bytes: number) => number;
  readonly total: () => number;
}

const LINE = 64;
/** Kernels may load or store two whole vectors at the last byte of a region. */
const SLACK = 32;

export function createPlanner(start: number): Planner {
  let end = start;
  return {
    reserve(bytes) {
      const at = end;
      end = Math.ceil((at + bytes + SLACK) / LINE) * LINE;
      return at;
    },
    total: () => end
  };
}
