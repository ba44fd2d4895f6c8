/** i32 words of the first bytes of the memory, through which a pool drives its workers; wasm/worker.js reads the same. */
export const HEADER = {
  /** Number of the job; a worker looks for work when it changes, and leaves when it is negative. */
  generation: 0,
  /** Workers that sleep and must be notified. */
  sleeping: 16,
  /** Workers inside the job, less CLOSED when none may join any more. */
  inside: 32,
  /** Set to 1 when a kernel trapped. */
  failed: 48,
  /** First unit that nobody has taken. */
  next: 64,
  /** Kernel by number, units, units per take, number of arguments, arguments. */
  job: 80
} as const;

export const CLOSED = 0x40000000;
