/** Counts the bytes of bodies that are read or waiting and of responses that clients have not taken yet. */
export interface HeldBytes {
  /** Whether so many more would be too many; a single request always fits. */
  readonly isFull: (numBytes: number) => boolean;
  readonly add: (numBytes: number) => void;
  readonly remove: (numBytes: number) => void;
  readonly total: () => number;
}

export function createHeldBytes(max: number): HeldBytes {
  let held = 0;
  return {
    isFull: numBytes => held > 0 && held + numBytes > max,
    add(numBytes) {
      held += numBytes;
    },
    remove(numBytes) {
      held -= numBytes;
    },
    total: () => held
  };
}
