export { compareTables, type CompareSettings } from './compare/compare.ts';
export { type FullReport } from './compare/report-schema.ts';
