import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { createSerialEngine, type Engine } from './engine.ts';
import { CLOSED, HEADER } from './header.ts';
import { createBuffer, createMemory, instantiate, kernelModule } from './kernel.ts';
import { KERNEL_NAMES } from './kernels/kernels.ts';
import { createTypeScriptKernels } from './kernels/typescript.ts';
import { createViews } from './memory.ts';
import type { Memory, Module } from './wasm.ts';

/** Beside the kernels, for the same reason. */
const WORKER_URL = new URL('../wasm/worker.js', import.meta.url);
/** A task takes milliseconds: a worker that is silent for so long is dead. */
const STALL_MS = 60_000;
/** Looks at the workers before the leader goes to sleep. */
const SPINS = 10_000;
/** Rows times columns below which threads cost more than they give. */
const SMALL_WORK = 2_000_000;
/** More threads than this were never measured: ask for them by number. */
const MAX_THREADS = 8;

/** Threads for so many bins when `wanted` is 0, else `wanted`. */
export function chooseThreads(wanted: number, work: number): number {
  if (wanted > 0) return wanted;
  return work < SMALL_WORK ? 1 : Math.min(availableParallelism(), MAX_THREADS);
}

/** Start a worker that joins the jobs when it is ready; `onFailure` hears of one that cannot start. */
function startWorker(
  module: Module,
  memory: Memory,
  thread: number,
  onFailure: (error: Error) => void
): Worker {
  const worker = new Worker(WORKER_URL, {
    execArgv: [],
    workerData: { module, memory, thread, names: KERNEL_NAMES, header: HEADER, closed: CLOSED }
  });
  worker.once('error', onFailure);
  worker.unref();
  return worker;
}

/**
 * The kernels on `numThreads` threads; the caller is thread 0. Jobs are synchronous: units are handed out by an
 * atomic counter, and a worker that starts or wakes too late misses the job instead of holding it up.
 */
function openPool(bytes: number, numThreads: number, module: Module): Engine {
  const memory = createMemory(bytes);
  const views = createViews(memory.buffer);
  const kernels = instantiate(module, memory);
  if (numThreads === 1) return createSerialEngine('wasm', views, kernels);
  const header = new Int32Array(memory.buffer, 0, 1024);
  Atomics.store(header, HEADER.inside, -CLOSED);
  let failure: Error | undefined;
  const workers = Array.from({ length: numThreads - 1 }, (_, i) =>
    startWorker(module, memory, i + 1, error => {
      failure ??= error;
    })
  );
  const close = async () => {
    Atomics.store(header, HEADER.generation, -1);
    Atomics.notify(header, HEADER.generation);
    await Promise.all(workers.map(worker => worker.terminate()));
  };
  const run: Engine['run'] = (name, numUnits, chunk, ...args) => {
    const rest = args as number[];
    if (failure) throw new Error('Cannot start a thread', { cause: failure });
    const kernel: (...args: number[]) => void = kernels[name];
    if (numUnits <= chunk) {
      kernel(0, 0, numUnits, ...rest);
      return;
    }
    openJob(header, KERNEL_NAMES.indexOf(name), numUnits, chunk, rest);
    try {
      let lo = Atomics.add(header, HEADER.next, chunk);
      for (; lo < numUnits; lo = Atomics.add(header, HEADER.next, chunk))
        kernel(0, lo, Math.min(lo + chunk, numUnits), ...rest);
    } finally {
      closeJob(header);
    }
  };
  return { kind: 'wasm', numThreads, views, run, close };
}

function openJob(
  header: Int32Array,
  kernel: number,
  numUnits: number,
  chunk: number,
  args: readonly number[]
): void {
  header.set([kernel, numUnits, chunk, args.length, ...args], HEADER.job);
  Atomics.store(header, HEADER.next, 0);
  Atomics.store(header, HEADER.inside, 0);
  Atomics.add(header, HEADER.generation, 1);
  if (Atomics.load(header, HEADER.sleeping) > 0) Atomics.notify(header, HEADER.generation);
}

/** Let no more workers in, and wait until the last one has left. */
function closeJob(header: Int32Array): void {
  Atomics.sub(header, HEADER.inside, CLOSED);
  for (let i = 0; i < SPINS && Atomics.load(header, HEADER.inside) !== -CLOSED; ++i);
  let inside = Atomics.load(header, HEADER.inside);
  while (inside !== -CLOSED) {
    if (Atomics.wait(header, HEADER.inside, inside, STALL_MS) === 'timed-out')
      throw new Error(`Cannot finish a task: ${inside + CLOSED} threads stalled`);
    inside = Atomics.load(header, HEADER.inside);
  }
  if (Atomics.load(header, HEADER.failed) !== 0)
    throw new Error('Cannot finish a task: a kernel failed on another thread');
}

/** The fastest kernels there are, or the TypeScript ones when that is asked for. */
export function openEngine(
  bytes: number,
  numThreads: number,
  kernels: 'auto' | 'typescript'
): Engine {
  const module = kernels === 'auto' ? kernelModule() : null;
  if (module) return openPool(bytes, numThreads, module);
  const views = createViews(createBuffer(bytes));
  return createSerialEngine('typescript', views, createTypeScriptKernels(views));
}
