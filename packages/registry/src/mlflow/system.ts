import { setTimeout as sleep } from 'node:timers/promises';

/** Network, clock and chance of this process. */
export interface System {
  readonly fetch: typeof fetch;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly random: () => number;
  readonly now: () => number;
}

export const SYSTEM: System = {
  fetch: (url, init) => fetch(url, init),
  sleep: milliseconds => sleep(milliseconds),
  random: () => Math.random(),
  now: () => Date.now()
};
