import type {
  Fairness,
  FairnessGroup,
  FairnessGrouping,
  FairnessMeasures,
  Metrics
} from '@espalier/core/contracts';
import { nameServed, servesCommon, SMALL_RULE } from '@espalier/core/metrics';
import { type Block, formatCount, formatPercent, type Section } from '@espalier/report';
import { digits, signed, span } from './numbers.ts';

/** Further sensitive columns are in fairness.json alone. */
const MAX_COLUMNS = 12;
const RATES = [
  ['selection_rate', 'selected'],
  ['tpr', 'positives found (TPR)'],
  ['fpr', 'false positives (FPR)']
] as const;

/** How the decision treats the groups: the findings, then the rates of every group. */
export function fairnessSection(fairness: Fairness, mitigation: Metrics['mitigation']): Section {
  const { served } = fairness;
  const columns = Object.entries(served.columns);
  const shown = columns.slice(0, MAX_COLUMNS);
  // Those on the served decision first; each says which decision it is about.
  const sentences = [
    ...served.findings,
    ...served.inconclusive,
    ...(servesCommon(fairness) ? [] : [...fairness.findings, ...fairness.inconclusive])
  ];
  const findings =
    sentences.length > 0 ? sentences : ['No gap to the largest group exceeds 10 points'];
  return {
    title: 'Fairness',
    fold: 'phone',
    blocks: [
      { kind: 'list', items: findings.map(text => `${text}.`) },
      ...(mitigation === undefined ? [] : [tradeOffTable(mitigation)]),
      {
        kind: 'paragraph',
        text: `Selected: decided positive by ${nameServed(served)}; the rates at threshold ${fairness.threshold} are in fairness.json. Dots are rates, bars their 95% intervals (Wilson), the dashed line is the largest group; pale groups are too small to judge (${SMALL_RULE}).`
      },
      ...shown.flatMap(([name, grouping]) => columnBlocks(name, grouping)),
      ...(shown.length < columns.length
        ? [
            {
              kind: 'paragraph',
              text: `${columns.length - shown.length} more columns are in fairness.json.`
            } as const
          ]
        : []),
      ...pairBlocks(served)
    ]
  };
}

function tradeOffTable({
  method,
  column,
  before,
  after
}: NonNullable<Metrics['mitigation']>): Block {
  const row = (name: string, key: keyof typeof before): string[] => [
    name,
    digits(before[key]),
    digits(after[key]),
    signed(after[key] - before[key])
  ];
  return {
    kind: 'table',
    caption: `Mitigation: ${METHOD_WORDS[method] ?? method} for ${column}. The decision on the validation rows without it and with it.`,
    columns: [
      { name: 'Trade-off' },
      { name: 'Before', align: 'right' },
      { name: 'After', align: 'right' },
      { name: 'Change', align: 'right' }
    ],
    rows: [
      row('ROC-AUC', 'roc_auc'),
      row('Accuracy', 'accuracy'),
      row('Demographic parity difference', 'demographic_parity_difference'),
      row('Equal opportunity difference', 'equal_opportunity_difference')
    ]
  };
}

const METHOD_WORDS: Readonly<Record<string, string>> = {
  reweighing: 'rows reweighed before training (Kamiran and Calders 2012)',
  thresholds: 'a threshold for each group (Hardt et al. 2016)'
};

function columnBlocks(name: string, grouping: FairnessGrouping): Block[] {
  const { groups, largest } = grouping;
  const reference = groups.find(({ group }) => group === largest);
  return [
    {
      kind: 'figures',
      figures: RATES.map(([rate, title]) => ({
        title: `${name}: ${title}`,
        figure: {
          kind: 'intervals',
          label: `${title} by ${name}, with intervals`,
          rows: groups.map(group => ({
            label: group.group,
            share: group[rate],
            interval: group.intervals[rate],
            faint: group.small
          })),
          ...(typeof reference?.[rate] === 'number' ? { reference: reference[rate] } : {})
        }
      }))
    },
    groupTable(name, grouping)
  ];
}

function groupTable(name: string, { groups, ...grouping }: FairnessGrouping): Block {
  return {
    kind: 'table',
    caption: `${name}: demographic parity difference ${digits(grouping.demographic_parity_difference)}, equal opportunity difference ${digits(grouping.equal_opportunity_difference)} (largest minus smallest, small groups included).`,
    columns: [
      { name },
      { name: 'Rows', align: 'right' },
      { name: 'Positives', align: 'right' },
      { name: 'ROC-AUC (95%)', align: 'right' },
      { name: 'Selected', align: 'right' },
      { name: 'TPR', align: 'right' },
      { name: 'FPR', align: 'right' }
    ],
    rows: groups.map(group => [
      groupName(group),
      formatCount(group.rows),
      formatCount(group.positives),
      group.roc_auc === null ? '–' : `${digits(group.roc_auc)} (${span(group.intervals.roc_auc)})`,
      formatPercent(group.selection_rate),
      formatPercent(group.tpr),
      formatPercent(group.fpr)
    ])
  };
}

function groupName({ group, small }: FairnessGroup): string {
  return small ? `${group} (small)` : group;
}

function pairBlocks({ intersections }: FairnessMeasures): Block[] {
  if (intersections.length === 0) return [];
  return [
    {
      kind: 'table',
      caption:
        'Pairs of columns: largest minus smallest over their groups, small ones included. Every group is in fairness.json.',
      columns: [
        { name: 'Pair' },
        { name: 'Groups', align: 'right' },
        { name: 'Demographic parity difference', align: 'right' },
        { name: 'Equal opportunity difference', align: 'right' }
      ],
      rows: intersections
        .slice(0, MAX_COLUMNS)
        .map(({ columns, groups, ...pair }) => [
          columns.join(' and '),
          formatCount(groups.length),
          digits(pair.demographic_parity_difference),
          digits(pair.equal_opportunity_difference)
        ])
    }
  ];
}
