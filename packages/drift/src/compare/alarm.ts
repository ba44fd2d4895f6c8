import type { FullReport } from './report-schema.ts';

/**
 * Is there anything to stop at? Columns drift, the labels shift by more than the threshold, or labels show that the model does
 * worse than at training.
 */
export function isAlarming({ overall_drift, labels, performance }: FullReport): boolean {
  return overall_drift || labels?.verdict === 'drift' || performance?.realised?.verdict === 'worse';
}
