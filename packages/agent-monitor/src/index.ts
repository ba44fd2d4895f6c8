export { planFrom, planFromBody } from './decide/plan-from.ts';
export { readDrift } from './observe/read-drift.ts';
export { readHistory } from './observe/read-history.ts';
