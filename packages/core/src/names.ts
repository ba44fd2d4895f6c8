/** Words of options, for what must not wait for the schemas: the help of a command. */
export const FAMILY_NAMES = ['auto', 'gbdt', 'logistic', 'mlp'] as const;
export const MITIGATION_METHODS = ['reweighing', 'thresholds'] as const;

export { parseDuration } from './duration.ts';
