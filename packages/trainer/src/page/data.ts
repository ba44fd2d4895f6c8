import { type ColumnProfile, type Feature } from '@espalier/core/contracts';
import { type Block, type Cell, type Section } from '@espalier/report';
import { distributionOf } from './distribution.ts';
import { grouped, percent, ratio, short } from './numbers.ts';
import { type TrainReport } from './report.ts';

/** The page stays small however wide the table is. */
const MOST_ROWS = 200;
const MOST_FIGURES = 24;

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
  const { truePositives, falseNegatives } = trained.evaluation.confusion;
  const share = percent(ratio(truePositives + falseNegatives, metrics.rows_validation));
  return {
    title: 'The data',
    blocks: [
      {
        kind: 'paragraph',
        text: `${grouped(metrics.rows_train)} training rows, described here, and ${grouped(metrics.rows_validation)} validation rows, ${share} of these positive. Moments and ranges of numbers, and levels that the dataset spec does not declare, are shown only for columns with show: true.`
      },
      columnTable(columns.slice(0, MOST_ROWS), columns.length),
      ...distributions(columns)
    ]
  };
}

interface Described {
  readonly name: string;
  /** None of a sensitive column. */
  readonly feature: Feature | undefined;
  /** None of a private column. */
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
    profile.missing === 0 ? '–' : percent(missing),
    profile.count === 0 && unseenOf(profile) === 0 ? 'none' : valuesOf(profile, feature)
  ];
}

function unseenOf(profile: ColumnProfile): number {
  return profile.kind === 'category' ? profile.unseen : 0;
}

function valuesOf(profile: ColumnProfile, feature: Feature | undefined): string {
  if (profile.kind === 'category') {
    const present = profile.counts.filter(count => count > 0).length;
    const unseen =
      profile.unseen > 0
        ? `, others in ${percent(profile.unseen / (profile.count + profile.unseen))}`
        : '';
    return `${present} ${present === 1 ? 'level' : 'levels'}${unseen}`;
  }
  if (feature?.show === true)
    return `${short(profile.min)} to ${short(profile.max)}, mean ${short(profile.mean)}, standard deviation ${short(profile.std)}`;
  return 'not shown';
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
  const isCut = figures.length > MOST_FIGURES;
  return [
    {
      kind: 'paragraph',
      text: `Share of the training rows with a value. Numbers whose values are not shown lie in bins between their deciles, 1 the lowest; those with a tenth of the rows in every bin are left out.${isCut ? ` The first ${MOST_FIGURES} of ${figures.length}.` : ''}`
    },
    { kind: 'figures', figures: figures.slice(0, MOST_FIGURES) }
  ];
}
