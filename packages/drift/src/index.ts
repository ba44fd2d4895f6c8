export { driftCommand } from './command.ts';
export { compareTables, type CompareSettings } from './compare.ts';
export { type FullReport } from './report-schema.ts';
