/** Longest slice of work before yielding to the event loop, in milliseconds. */
const TURN_MS = 4;
/** Jobs with larger bodies wait behind all smaller ones, because reading them alone takes a while. */
const LARGE_BYTES = 32_768;
/** Every so many turns the oldest unfinished job gets a step, however many new ones arrive. */
const TURNS_PER_SHARE = 4;
/** A job may be expected to wait this many times as long as it takes itself. */
const PATIENCE = 3;
/** Jobs with up to so many times the work of a new one count as served before it, because estimates are rough. */
const ABOUT_EQUAL = 2;
/** A job that has not begun after so many times its longest expected wait expires. */
const EXPIRY = 4;

/**
 * The queue of requests that wait to be processed. The job with the least work left is served next, so that a small one waits for
 * one step of a large one, not for its end. Work is compared by powers of two: jobs of about the same size keep their order.
 */
export interface AdmissionQueue<Job> {
  /** Why another job of that expected cost must not enter now; undefined if it may. */
  readonly refuse: (expectedMs: number) => Refusal | undefined;
  /** Add a job, judged by its expected cost and the length of its body. */
  readonly enter: (job: Job, expectedMs: number, numBytes: number) => void;
  /** Number of unfinished jobs. */
  readonly length: () => number;
  /** How long a job of that cost would wait for others until its end, in milliseconds. */
  readonly expectWait: (expectedMs: number) => number;
}

export interface Refusal {
  /** The expected wait is too long, or too many jobs are waiting. */
  readonly reason: 'wait' | 'length';
  /** When the job could be expected to enter. */
  readonly retryAfterMs: number;
}

export interface AdmissionQueueOptions<Job> {
  /** Do one step of a job; returns whether it is finished. */
  readonly step: (job: Job) => boolean;
  /** The share of a job that is done, from 0 to 1. */
  readonly progress: (job: Job) => number;
  /** Called with the milliseconds that a finished job took. */
  readonly learn: (job: Job, milliseconds: number) => void;
  /** Reject a job that waited too long. */
  readonly expire: (job: Job) => void;
  /** Longest expected wait of a small job, in milliseconds. */
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
  readonly entered: number;
  /** Milliseconds expected at first, and those spent so far. */
  readonly expected: number;
  cost: number;
}

export function createAdmissionQueue<Job>(
  options: AdmissionQueueOptions<Job>
): AdmissionQueue<Job> {
  const { step, progress, learn, expire, maxWaitMs, maxWaiting, elapsed, schedule } = options;
  const { afterTurn, idle } = options;
  /** Small jobs that have not begun, in order. */
  let fresh: Waiting<Job>[] = [];
  /** Large jobs and those that took more than a step, in order of arrival. */
  const open: Waiting<Job>[] = [];
  /** Expected cost of the fresh jobs, in milliseconds. */
  let freshLoad = 0;
  /** Time that the latest step of an open job took. */
  let openStepMs = 0;
  let numTurns = 0;
  let isScheduled = false;

  const limitOf = (expectedMs: number): number => Math.max(maxWaitMs, PATIENCE * expectedMs);
  const remainingOf = ({ job, expected, cost }: Waiting<Job>): number => {
    const done = cost > 0 ? progress(job) : 0;
    return done > 0 ? (cost * (1 - done)) / done : Math.max(0, expected - cost);
  };
  const expectWait = (expectedMs: number): number => {
    if (open.length === 0) return freshLoad;
    const before = open.reduce((sum, waiting) => {
      const remaining = remainingOf(waiting);
      return remaining <= ABOUT_EQUAL * expectedMs ? sum + remaining : sum;
    }, openStepMs);
    return (freshLoad + before) * (1 + 1 / TURNS_PER_SHARE);
  };
  /** Do a step of a job; returns whether it left. */
  const work = (waiting: Waiting<Job>, now: number): boolean => {
    const { job, entered, expected } = waiting;
    if (waiting.cost === 0 && now - entered > EXPIRY * limitOf(expected)) {
      expire(job);
      return true;
    }
    const isDone = step(job);
    waiting.cost += elapsed() - now;
    if (isDone) learn(job, waiting.cost);
    return isDone;
  };
  const workOnOpen = (at: number): void => {
    const now = elapsed();
    if (work(open[at]!, now)) open.splice(at, 1);
    openStepMs = elapsed() - now;
  };
  const turn = (): void => {
    isScheduled = false;
    if (fresh.length === 0 && open.length === 0) {
      if (idle?.() === true) wake();
      return;
    }
    const started = elapsed();
    let now = started;
    if (open.length > 0 && ++numTurns % TURNS_PER_SHARE === 0) {
      workOnOpen(0);
      now = elapsed();
    }
    let at = 0;
    while (at < fresh.length && (at === 0 || now - started < TURN_MS)) {
      const waiting = fresh[at++]!;
      freshLoad -= waiting.expected;
      if (!work(waiting, now)) open.push(waiting);
      now = elapsed();
    }
    fresh = at >= fresh.length ? [] : fresh.slice(at);
    if (fresh.length === 0) freshLoad = 0;
    while (fresh.length === 0 && open.length > 0 && now - started < TURN_MS) {
      workOnOpen(nearestEnd(open.map(remainingOf)));
      now = elapsed();
    }
    afterTurn();
    if (fresh.length > 0 || open.length > 0 || idle !== undefined) wake();
  };
  const wake = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    schedule(turn);
  };
  return {
    refuse(expectedMs) {
      const length = fresh.length + open.length;
      if (length >= maxWaiting)
        return { reason: 'length', retryAfterMs: expectWait(Math.max(expectedMs, maxWaitMs)) };
      // One job may always wait for another, however long that one takes.
      if (length < 2) return undefined;
      const excess = expectWait(expectedMs) - limitOf(expectedMs);
      return excess > 0 ? { reason: 'wait', retryAfterMs: excess } : undefined;
    },
    enter(job, expectedMs, numBytes) {
      const waiting = { job, entered: elapsed(), expected: expectedMs, cost: 0 };
      if (numBytes > LARGE_BYTES) open.push(waiting);
      else {
        fresh.push(waiting);
        freshLoad += expectedMs;
      }
      wake();
    },
    length: () => fresh.length + open.length,
    expectWait
  };
}

/** The position of the first of those with the least work left, in powers of two milliseconds. */
function nearestEnd(remaining: readonly number[]): number {
  const sizes = remaining.map(ms => 31 - Math.clz32(ms));
  return sizes.indexOf(Math.min(...sizes));
}
