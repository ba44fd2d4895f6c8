export { planFrom, planFromBody } from './decide/plan-from.ts';
export { readDrift, readDriftFile } from './observe/read-drift.ts';
export { readHistory, readHistoryFile } from './observe/read-history.ts';
