// @ts-check
// Plain JavaScript on purpose: the same file runs from source and from dist, with no loader and no flag.
// The loop is JavaScript too: WebAssembly that never returns is never optimised (there is no on-stack replacement).
import { workerData } from 'node:worker_threads';

/** Loads of the generation before a worker goes to sleep: about 40 microseconds. */
const SPINS = 20_000;

const { module, memory, thread, names, header: at, closed } = workerData;
const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
const header = new Int32Array(memory.buffer, 0, 1024);

/** The next generation after `seen`. */
function waitForJob(seen) {
  for (let i = 0; i < SPINS; ++i) {
    const generation = Atomics.load(header, at.generation);
    if (generation !== seen) return generation;
  }
  Atomics.add(header, at.sleeping, 1);
  while (Atomics.load(header, at.generation) === seen) Atomics.wait(header, at.generation, seen);
  Atomics.sub(header, at.sleeping, 1);
  return Atomics.load(header, at.generation);
}

/** Join the open job; false when it is closed already. */
function join() {
  let inside = Atomics.load(header, at.inside);
  while (inside >= 0) {
    const found = Atomics.compareExchange(header, at.inside, inside, inside + 1);
    if (found === inside) return true;
    inside = found;
  }
  return false;
}

function leave() {
  if (Atomics.sub(header, at.inside, 1) === 1 - closed) Atomics.notify(header, at.inside);
}

function work() {
  const [kernel, numUnits, chunk, numArgs] = header.subarray(at.job, at.job + 4);
  const args = header.subarray(at.job + 4, at.job + 4 + numArgs);
  const run = kernels[names[kernel]];
  let lo = Atomics.add(header, at.next, chunk);
  for (; lo < numUnits; lo = Atomics.add(header, at.next, chunk))
    run(thread, lo, Math.min(lo + chunk, numUnits), ...args);
}

for (let seen = 0; (seen = waitForJob(seen)) >= 0;) {
  if (!join()) continue;
  try {
    work();
  } catch {
    Atomics.store(header, at.failed, 1); // the leader may be blocked: an event would not reach it
  }
  leave();
}
