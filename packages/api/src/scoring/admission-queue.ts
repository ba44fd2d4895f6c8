/** Longest slice of work before yielding to the event loop, in milliseconds. */
const TURN_MS = 4;
/** Weight of the latest job in the expected cost of jobs of its size. */
const SMOOTHING = 0.1;
/** Jobs are grouped by size, in powers of two. */
const NUM_SIZES = 32;

/** The queue of requests that wait to be processed. */
export interface AdmissionQueue<Job> {
  /** Whether another job may enter, judged by the expected cost of those waiting. */
  readonly isOpen: () => boolean;
  /** Add a job; its cost is estimated from the length of its body. */
  readonly enter: (job: Job, numBytes: number) => void;
  /** Number of waiting jobs. */
  readonly length: () => number;
}

export interface AdmissionQueueOptions<Job> {
  /** Do one step of a job; returns whether it is finished. */
  readonly step: (job: Job) => boolean;
  /** Reject a job that waited too long. */
  readonly expire: (job: Job) => void;
  /** Longest expected wait, in milliseconds. */
  readonly maxWaitMs: number;
  /** Most jobs that may wait. */
  readonly maxWaiting: number;
  readonly elapsed: () => number;
  readonly schedule: (turn: () => void) => void;
  /** Called after each turn, to write the output of its jobs together. */
  readonly afterTurn: () => void;
  /** Called when no job waits; returns whether it has more to do. */
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

/** Create a bounded queue that is processed in turns: each job gets one step, then moves to the end if unfinished. */
export function createAdmissionQueue<Job>(
  options: AdmissionQueueOptions<Job>
): AdmissionQueue<Job> {
  const { step, expire, maxWaitMs, maxWaiting, elapsed, schedule, afterTurn, idle } = options;
  let queue: Waiting<Job>[] = [];
  /** Expected cost of all waiting jobs, in milliseconds. */
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
    // One job may always wait for the current one, whatever that costs.
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
