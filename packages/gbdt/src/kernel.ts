import { readFileSync } from 'node:fs';
import type { Kernels } from './kernels/kernels.ts';
import { type Memory, type Module, wasm } from './wasm.ts';

/** The compiled kernels lie beside src and dist, so that both find them by the same relative path. */
export const KERNEL_URL = new URL('../wasm/kernel.wasm', import.meta.url);

const PAGE = 65_536;
/** What the module itself declares. */
const LEAST_PAGES = 16;
const MAX_PAGES = 65_536;

let compiled: Module | null | undefined;

/** The module, compiled once a process; null where WebAssembly, its SIMD or shared memory is missing. */
export function kernelModule(): Module | null {
  if (compiled !== undefined) return compiled;
  try {
    const hasShared = typeof SharedArrayBuffer === 'function';
    compiled = wasm && hasShared ? new wasm.Module(readFileSync(KERNEL_URL)) : null;
  } catch (error) {
    // only an engine that lacks a feature may fall back: a lost file is an error
    if ((error as Error).name !== 'CompileError') throw error;
    compiled = null;
  }
  return compiled;
}

/** Pages that hold `bytes`; throws when WebAssembly cannot address them. */
function pagesFor(bytes: number): number {
  const pages = Math.max(LEAST_PAGES, Math.ceil(bytes / PAGE));
  if (pages > MAX_PAGES)
    throw new RangeError(
      `Cannot train in ${bytes} bytes: wanted at most ${MAX_PAGES * PAGE}, that is fewer rows or features`
    );
  return pages;
}

export function createMemory(bytes: number): Memory {
  const pages = pagesFor(bytes);
  return new wasm!.Memory({ initial: pages, maximum: pages, shared: true });
}

export function createBuffer(bytes: number): ArrayBuffer {
  return new ArrayBuffer(pagesFor(bytes) * PAGE);
}

export function instantiate(module: Module, memory: Memory): Kernels {
  return new wasm!.Instance(module, { env: { memory } }).exports as Kernels;
}
