/** How long one turn of work may last before the network is looked at again, in milliseconds. */
const TURN_MS = 4;
/** Weight of the last job in what one of its size is expected to cost. */
const SMOOTHING = 0.1;
/** Sizes are told apart by powers of two. */
const NUM_SIZES = 32;

/** Where requests wait for the processor. */
export interface Gate<Job> {
  /** Is there room for one more? Told by how long what waits already will take. */
  readonly isOpen: () => boolean;
  /** The length of the body is what its cost is told from. */
  readonly enter: (job: Job, numBytes: number) => void;
  /** How many wait. */
  readonly length: () => number;
}

export interface GateOptions<Job> {
  /** Do some of a job; true when nothing is left. */
  readonly step: (job: Job) => boolean;
  /** The job waited so long that its answer is of no use any more. */
  readonly expire: (job: Job) => void;
  /** How long a request may have to wait, in milliseconds. */
  readonly maxWaitMs: number;
  /** How many may wait. */
  readonly maxWaiting: number;
  readonly elapsed: () => number;
  readonly schedule: (turn: () => void) => void;
  /** Called after each turn: what it answered can be written together. */
  readonly afterTurn: () => void;
  /** What to do when nothing waits, if anything: true when there is more of it. */
  readonly idle: (() => boolean) | undefined;
}

interface Waiting<Job> {
  readonly job: Job;
  readonly size: number;
  readonly entered: number;
  /** Expected, in milliseconds. */
  readonly expected: number;
  cost: number;
}

/** A bounded queue, worked off in turns: each job gets a step, then goes to the end when it is not done. */
export function createGate<Job>(options: GateOptions<Job>): Gate<Job> {
  const { step, expire, maxWaitMs, maxWaiting, elapsed, schedule, afterTurn, idle } = options;
  let queue: Waiting<Job>[] = [];
  /** What waits is expected to take so long, in milliseconds. */
  let load = 0;
  const costOf = new Float64Array(NUM_SIZES);
  let isScheduled = false;

  const leave = ({ size, expected, cost }: Waiting<Job>): void => {
    load = Math.max(0, load - expected);
    if (cost > 0) costOf[size]! += (costOf[size] === 0 ? 1 : SMOOTHING) * (cost - costOf[size]!);
  };
  const turn = (): void => {
    isScheduled = false;
    if (queue.length === 0) {
      if (idle?.() === true) wake();
      return;
    }
    const started = elapsed();
    let now = started;
    let at = 0;
    do {
      const waiting = queue[at++]!;
      if (waiting.cost === 0 && now - waiting.entered > 4 * maxWaitMs) {
        leave(waiting);
        expire(waiting.job);
        continue;
      }
      const isDone = step(waiting.job);
      const after = elapsed();
      waiting.cost += after - now;
      now = after;
      if (isDone) leave(waiting);
      else queue.push(waiting);
    } while (at < queue.length && now - started < TURN_MS);
    queue = at >= queue.length ? [] : queue.slice(at);
    if (queue.length === 0) load = 0;
    afterTurn();
    if (queue.length > 0 || idle !== undefined) wake();
  };
  const wake = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    schedule(turn);
  };
  return {
    // One may always wait for the one that is worked on, whatever that costs.
    isOpen: () => queue.length < maxWaiting && (queue.length < 2 || load <= maxWaitMs),
    enter(job, numBytes) {
      const size = 31 - Math.clz32(numBytes | 1);
      const expected = costOf[size]!;
      load += expected;
      queue.push({ job, size, entered: elapsed(), expected, cost: 0 });
      wake();
    },
    length: () => queue.length
  };
}
