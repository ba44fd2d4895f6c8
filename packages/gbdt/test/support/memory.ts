import { createMemory, instantiate, kernelModule } from '../../src/kernel.ts';
import type { Kernels } from '../../src/kernels/kernels.ts';
import { createTypeScriptKernels } from '../../src/kernels/typescript.ts';
import { createViews, type Views } from '../../src/memory.ts';

const BYTES = 1 << 21;

/** Two memories of 2 MiB with equal contents, one under each kind of kernels. */
export interface Twins {
  readonly fast: { readonly views: Views; readonly kernels: Kernels };
  readonly slow: { readonly views: Views; readonly kernels: Kernels };
}

let fast: Twins['fast'] | undefined;

/** Fill both memories by `write`; those of the fast kernels are used again. */
export function createTwins(write: (views: Views) => void): Twins {
  if (!fast) {
    const memory = createMemory(BYTES);
    fast = { views: createViews(memory.buffer), kernels: instantiate(kernelModule()!, memory) };
  }
  fast.views.u8.fill(0);
  const slowViews = createViews(new ArrayBuffer(BYTES));
  write(fast.views);
  write(slowViews);
  return { fast, slow: { views: slowViews, kernels: createTypeScriptKernels(slowViews) } };
}
