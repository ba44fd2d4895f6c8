import { MIN_LEVEL_ROWS } from '@espalier/core';
import {
  type CategoryProfile,
  type ColumnProfile,
  type Feature,
  plainFeature
} from '@espalier/core/contracts';
import {
  type Block,
  type Cell,
  formatCount,
  formatPercent,
  formatValue,
  type Section
} from '@espalier/report';
import { distributionOf, summarizeNumbers } from './distribution.ts';
import { positiveShare, ratio } from './numbers.ts';
import type { TrainReport } from './report.ts';
import { formatValueOf, levelShares } from './values.ts';

/** Levels named in a row of the table. */
const MAX_LEVELS = 4;
/** Limits that keep the page small however wide the table is. */
const MAX_ROWS = 200;
const MAX_FIGURES = 24;

/** The training rows, column by column, the most important first. */
export function dataSection({ spec, trained, metrics }: TrainReport): Section {
  const { profile } = trained.parts;
  const names = [
    ...trained.importances.map(({ column }) => column),
    ...Object.keys(spec.features).filter(
      name => !trained.importances.some(({ column }) => column === name)
    ),
    ...spec.sensitive
  ];
  const columns = names.map(name => ({
    name,
    feature: spec.features[name],
    profile: Object.hasOwn(profile.columns, name) ? profile.columns[name] : undefined
  }));
  const share = formatPercent(positiveShare(trained.evaluation.confusion));
  return {
    title: 'The data',
    fold: 'phone',
    blocks: [
      {
        kind: 'paragraph',
        text: `${formatCount(metrics.rows_train)} training rows, described here, and ${formatCount(metrics.rows_validation)} validation rows, ${share} of these positive. Values are aggregates: numbers rounded to three digits, levels named when at least ${MIN_LEVEL_ROWS} rows share them or the dataset spec declares them. Columns with private: true show none; smallest and largest values need show: true.`
      },
      columnTable(columns.slice(0, MAX_ROWS), columns.length),
      ...distributions(columns)
    ]
  };
}

interface Described {
  readonly name: string;
  /** Undefined for a sensitive column. */
  readonly feature: Feature | undefined;
  /** Undefined for a private column. */
  readonly profile: ColumnProfile | undefined;
}

function columnTable(columns: readonly Described[], total: number): Block {
  return {
    kind: 'table',
    ...(total > columns.length
      ? { caption: `${total - columns.length} more columns are in profile.json.` }
      : {}),
    columns: [
      { name: 'Column' },
      { name: 'Kind' },
      { name: 'Missing', align: 'right' },
      { name: 'Values', wrap: true }
    ],
    rows: columns.map(rowOf)
  };
}

function rowOf({ name, feature, profile }: Described): Cell[] {
  const kind = feature === undefined ? 'sensitive' : feature.kind;
  if (profile === undefined) return [name, kind, '–', 'private'];
  const missing = ratio(profile.missing, profile.count + profile.missing + unseenOf(profile));
  return [
    name,
    kind,
    profile.missing === 0 ? '–' : formatPercent(missing),
    profile.count === 0 && unseenOf(profile) === 0
      ? 'none'
      : valuesOf(profile, feature ?? plainFeature(profile.kind))
  ];
}

function unseenOf(profile: ColumnProfile): number {
  return profile.kind === 'category' ? profile.unseen + (profile.other ?? 0) : 0;
}

function valuesOf(profile: ColumnProfile, feature: Feature): string {
  if (profile.kind === 'category') return levelsText(profile, feature);
  const middle = summarizeNumbers(profile) ?? 'none';
  if (!feature.show) return middle;
  const [least, most] = [profile.min, profile.max].map(value => formatValueOf(profile, value));
  return profile.date === true
    ? `${middle}; first ${least!}, last ${most!}`
    : `${middle}; smallest ${least!}, largest ${most!}, mean ${formatValue(profile.mean)}, standard deviation ${formatValue(profile.std)}`;
}

/** The most frequent levels with their shares. */
function levelsText(profile: CategoryProfile, feature: Feature): string {
  return levelShares(profile, feature, MAX_LEVELS)
    .map(({ label, share }) => `${label} ${formatPercent(share)}`)
    .join(', ');
}

function distributions(columns: readonly Described[]): Block[] {
  const figures = columns.flatMap(({ name, feature, profile }) => {
    const figure =
      profile === undefined || feature === undefined
        ? undefined
        : distributionOf(name, profile, feature);
    return figure === undefined ? [] : [{ title: name, figure }];
  });
  if (figures.length === 0) return [];
  const isCut = figures.length > MAX_FIGURES;
  return [
    {
      kind: 'figures',
      caption: `Distribution of the training rows that have a value. Of a number with many values the middle 80% is drawn, and the area of a bar is its share: a tall bar holds many rows in a narrow range. Otherwise the length of a bar is its share.${isCut ? ` These are the ${MAX_FIGURES} most important of ${figures.length} columns.` : ''}`,
      figures: figures.slice(0, MAX_FIGURES)
    }
  ];
}
