/** The metrics that are measured with labels, in the order of every output. */
export const LABEL_METRICS = [
  'roc_auc',
  'pr_auc',
  'accuracy',
  'log_loss',
  'brier',
  'precision',
  'recall',
  'f1'
] as const;

export type LabelMetric = (typeof LABEL_METRICS)[number];
