export { createMlflowClient, type MlflowClient } from './client.ts';
export { serverFromEnvironment } from './environment.ts';
export { isTaken, isUnknown } from './failures.ts';
