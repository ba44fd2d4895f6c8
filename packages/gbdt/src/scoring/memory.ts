import { createBuffer, createMemory, instantiate, kernelModule } from '../kernel.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { createTypeScriptKernels } from '../kernels/typescript.ts';
import { createViews, type Views } from '../memory.ts';

/** A memory of `bytes` bytes and the fastest kernels there are on it. */
export function openKernels(bytes: number): { views: Views; kernels: Kernels } {
  const module = kernelModule();
  const memory = module && createMemory(bytes);
  const views = createViews(memory ? memory.buffer : createBuffer(bytes));
  return { views, kernels: memory ? instantiate(module, memory) : createTypeScriptKernels(views) };
}
