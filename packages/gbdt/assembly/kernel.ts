// The kernels of src/kernels, compiled. Memory belongs to the caller: no allocation, no strings, no static data.
// src/kernels/kernels.ts says what each does; src/kernels/*.ts says it again in TypeScript, to the last bit.

export { sortColumns, binNumbers, transpose } from './prepare';
export { gradients, leafSums, addScores, traverse } from './gradients';
export { histogram } from './histogram';
export { joinChunks, partition } from './partition';
export { scan } from './scan';
export { predictTrees, walkTrees } from './predict';
