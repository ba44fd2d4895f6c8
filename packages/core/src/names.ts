/** Words of options, for what must not wait for the schemas: the help of a command. */
export const FAMILY_NAMES = ['auto', 'gbdt', 'logistic', 'mlp'] as const;
/** What of a date may be a feature. */
export const DATE_PARTS = ['year', 'month', 'weekday', 'hour', 'days'] as const;
export const MITIGATION_METHODS = ['reweighing', 'thresholds'] as const;

export { parseDuration } from './duration.ts';
export { parseTime } from './parse-time.ts';
