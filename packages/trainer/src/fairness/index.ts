export { describeFairness, formatFindings } from './describe.ts';
export { measureFairness } from './measure.ts';
