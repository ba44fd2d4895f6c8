import type { Views } from '../memory.ts';
import { addScores, gradients, leafSums, traverse } from './gradients.ts';
import { histogram, joinChunks, partition } from './histogram.ts';
import type { KernelName, Kernels } from './kernels.ts';
import { predictTrees, walkTrees } from './predict.ts';
import { binNumbers, sortColumns, transpose } from './prepare.ts';
import { scan } from './scan.ts';

type Twin = (views: Views, ...args: number[]) => void;

const TWINS: Record<KernelName, Twin> = {
  sortColumns,
  binNumbers,
  transpose,
  gradients,
  histogram,
  scan,
  partition,
  joinChunks,
  leafSums,
  addScores,
  traverse,
  predictTrees,
  walkTrees
};

/** The TypeScript kernels on one memory: specification, test oracle, and fallback where WebAssembly is missing. */
export function createTypeScriptKernels(views: Views): Kernels {
  const bound = Object.entries(TWINS).map(([name, twin]) => [
    name,
    (...args: number[]) => {
      twin(views, ...args);
    }
  ]);
  return Object.fromEntries(bound) as Kernels;
}
