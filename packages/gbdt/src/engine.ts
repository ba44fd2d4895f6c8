import type { KernelName, Kernels } from './kernels/kernels.ts';
import type { Views } from './memory.ts';

/** The address arguments of a kernel: all but thread, lo and hi. */
export type KernelArgs<K extends KernelName> =
  Parameters<Kernels[K]> extends [number, number, number, ...infer Rest] ? Rest : never;

/** Runs kernels on one memory, on one thread or several. */
export interface Engine {
  readonly kind: 'wasm' | 'typescript';
  readonly numThreads: number;
  readonly views: Views;
  /** Run a kernel over units 0 .. numUnits, `chunk` at a time; returns when all are done. */
  readonly run: <K extends KernelName>(
    name: K,
    numUnits: number,
    chunk: number,
    ...args: KernelArgs<K>
  ) => void;
  /** Ends the threads. */
  readonly close: () => Promise<void>;
}

/** An engine without threads. */
export function createSerialEngine(
  kind: 'wasm' | 'typescript',
  views: Views,
  kernels: Kernels
): Engine {
  return {
    kind,
    numThreads: 1,
    views,
    run(name, numUnits, _chunk, ...args) {
      const kernel: (...args: number[]) => void = kernels[name];
      kernel(0, 0, numUnits, ...(args as number[]));
    },
    close: () => Promise.resolve()
  };
}
