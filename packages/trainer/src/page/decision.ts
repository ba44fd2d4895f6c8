import type { ThresholdRule } from '@espalier/core/contracts';
import type { Confusion } from '@espalier/core/metrics';
import {
  type Cell,
  formatPercent,
  formatCount as formatWhole,
  type Section,
  type Table
} from '@espalier/report';
import { digits, ratio } from './numbers.ts';
import type { TrainReport } from './report.ts';
import type { Cut } from '../evaluate/score-curves.ts';
import { scoresFigure } from './scores-figure.ts';
import { thresholdWords } from './threshold.ts';

type Costs = Extract<ThresholdRule, { cost: unknown }>['cost'];

/** The decision as served, and what other thresholds would give. */
export function decisionSection(report: TrainReport): Section {
  const { trained, metrics } = report;
  const { decision } = trained.parts;
  const isOne = decision.group_thresholds === undefined;
  return {
    title: `The decision at ${thresholdWords(decision, metrics.threshold)}`,
    blocks: [
      {
        kind: 'side-by-side',
        blocks: [
          {
            kind: 'figures',
            figures: [
              {
                title: 'Probabilities',
                legend: ['negatives', 'positives'],
                caption:
                  'Share of each class by probability: the less the two overlap the better. Rows to the right of the threshold are decided positive.',
                figure: scoresFigure(
                  trained.scores.histogram,
                  isOne ? metrics.threshold : undefined
                )
              }
            ]
          },
          confusionTable(trained.evaluation.confusion)
        ]
      },
      cutTable(report)
    ]
  };
}

function confusionTable(confusion: Confusion): Table {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion;
  const rowOf = (name: string, yes: number, no: number): string[] => [
    name,
    `${formatCount(yes)} (${formatPercent(ratio(yes, yes + no))})`,
    `${formatCount(no)} (${formatPercent(ratio(no, yes + no))})`,
    formatCount(yes + no)
  ];
  return {
    kind: 'table',
    title: 'Right and wrong decisions',
    caption: 'Rows: the truth. Columns: the decision. Percentages are of the row.',
    columns: [
      { name: 'Truth' },
      { name: 'Decided positive', align: 'right' },
      { name: 'Decided negative', align: 'right' },
      { name: 'Rows', align: 'right' }
    ],
    rows: [
      rowOf('positive', truePositives, falseNegatives),
      rowOf('negative', falsePositives, trueNegatives),
      rowOf('all', truePositives + falsePositives, falseNegatives + trueNegatives)
    ]
  };
}

/** Thresholds from the strictest to the most generous, the served one among them. */
function cutTable({ spec, trained, metrics }: TrainReport): Table {
  const { confusion } = trained.evaluation;
  const rule = spec.train.threshold;
  const costs = typeof rule === 'object' && 'cost' in rule ? rule.cost : undefined;
  const served = { ...confusion, threshold: metrics.threshold, isServed: true };
  const cuts = [
    served,
    ...trained.scores.cuts
      .filter(({ threshold }) => threshold !== metrics.threshold)
      .map(cut => ({ ...cut, isServed: false }))
  ].sort((a, b) => b.threshold - a.threshold);
  const totals = {
    positives: confusion.truePositives + confusion.falseNegatives,
    negatives: confusion.falsePositives + confusion.trueNegatives
  };
  const costOf = costs && ((cut: Cut): number => meanCost(cut, totals, costs));
  const lowest = costOf && Math.min(...cuts.map(costOf));
  const servedWords =
    trained.parts.decision.group_thresholds === undefined ? 'served' : 'served, by group';
  return {
    kind: 'table',
    title: 'At other thresholds',
    caption: `On validation rows. Contacted: rows decided positive; precision: how many of them are positive; recall: how many of all positives they are.${
      costs === undefined ? '' : ' Cost: by the cost matrix of the dataset spec, for 1,000 rows.'
    }`,
    lead: cuts.length,
    columns: [
      { name: 'Threshold' },
      { name: 'Contacted', align: 'right' },
      { name: 'Precision', align: 'right' },
      { name: 'Recall', align: 'right' },
      ...(costs === undefined ? [] : [{ name: 'Cost per 1,000', align: 'right' as const }])
    ],
    rows: cuts.map((cut): Cell[] => {
      const contacted = cut.truePositives + cut.falsePositives;
      return [
        cut.isServed ? `${digits(cut.threshold)} (${servedWords})` : digits(cut.threshold),
        `${formatCount(contacted)} (${formatPercent(ratio(contacted, totals.positives + totals.negatives))})`,
        formatPercent(ratio(cut.truePositives, contacted)),
        formatPercent(ratio(cut.truePositives, totals.positives)),
        ...(costOf === undefined
          ? []
          : [
              {
                text: (1000 * costOf(cut)).toFixed(1),
                tone: costOf(cut) === lowest ? ('good' as const) : ('plain' as const)
              }
            ])
      ];
    })
  };
}

/** A count, or a sum of weights as a whole number. */
function formatCount(count: number): string {
  return formatWhole(Math.round(count));
}

/** The cost of a row by the matrix, on average. */
function meanCost(
  { truePositives, falsePositives }: Cut,
  { positives, negatives }: { positives: number; negatives: number },
  costs: Costs
): number {
  const total =
    truePositives * costs.true_positive +
    falsePositives * costs.false_positive +
    (positives - truePositives) * costs.false_negative +
    (negatives - falsePositives) * costs.true_negative;
  return total / (positives + negatives);
}
