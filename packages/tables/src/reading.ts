import type { DatasetSpec, Feature } from '@espalier/core/contracts';

const READING_KEYS = [
  'missing_values',
  'decimal',
  'thousands',
  'encoding',
  'delimiter',
  'comment',
  'header_line',
  'date_order',
  'dates'
] as const;

type ReadingKeys = Partial<Pick<DatasetSpec, (typeof READING_KEYS)[number]>>;

/** The part of a dataset spec that says how the text of a file is read. */
export type ReadingRules = Pick<DatasetSpec, 'trim'> &
  ReadingKeys &
  Partial<Pick<DatasetSpec, 'features'>>;

/** The reading rules of a spec, without its other parts. */
export function readingOf(rules: ReadingRules): Omit<ReadingRules, 'features'> {
  const given: ReadingKeys = Object.fromEntries(READING_KEYS.map(key => [key, rules[key]]));
  return { trim: rules.trim, ...given };
}

/** The texts that stand for an empty cell of a column. */
export function missingValuesOf(rules: ReadingRules, column: string): readonly string[] {
  const feature: Partial<Pick<Feature, 'missing_values'>> | undefined = featureOf(rules, column);
  return feature?.missing_values ?? rules.missing_values ?? [];
}

export interface NumberFormat {
  readonly decimal: '.' | ',';
  readonly thousands?: ',' | '.' | ' ' | "'" | undefined;
  readonly unit?: string | undefined;
}

/** How the numbers of a column are written; undefined for plain ones (1234.5). */
export function numberFormatOf(rules: ReadingRules, column: string): NumberFormat | undefined {
  const feature = featureOf(rules, column);
  const own = feature?.kind === 'number' ? feature : undefined;
  const unit = own?.unit;
  const isOwn = own?.decimal !== undefined || own?.thousands !== undefined;
  const { decimal, thousands } = isOwn ? own : rules;
  if (decimal === undefined && thousands === undefined && unit === undefined) return undefined;
  return { decimal: decimal ?? (thousands === '.' ? ',' : '.'), thousands, unit };
}

/** The order of day, month and year in the dates of a column. */
export function dateOrderOf(rules: ReadingRules, column: string): ReadingRules['date_order'] {
  const feature = featureOf(rules, column);
  return (feature?.kind === 'date' ? feature.order : undefined) ?? rules.date_order;
}

function featureOf({ features }: ReadingRules, column: string): Feature | undefined {
  return features !== undefined && Object.hasOwn(features, column) ? features[column] : undefined;
}
