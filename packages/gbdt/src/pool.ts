import { type Engine, createSerialEngine } from './engine.ts';
import { createTypeScriptKernels } from './kernels/typescript.ts';
import { createViews } from './memory.ts';

export function chooseThreads(wanted: number, _work: number): number {
  return wanted === 0 ? 1 : 1;
}

export function openEngine(bytes: number, _numThreads: number, _kind: string): Promise<Engine> {
  const views = createViews(new ArrayBuffer(Math.ceil(bytes / 65536) * 65536));
  return Promise.resolve(createSerialEngine('typescript', views, createTypeScriptKernels(views)));
}
