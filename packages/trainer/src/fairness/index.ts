export { formatFindings } from './findings.ts';
export { measureFairness } from './measure.ts';
