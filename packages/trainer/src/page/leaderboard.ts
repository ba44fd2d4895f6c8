import { type Metrics } from '@espalier/core/contracts';
import { type Section } from '@espalier/report';
import { digits, grouped } from './numbers.ts';
import { type TrainReport } from './report.ts';

type Leaderboard = NonNullable<Metrics['leaderboard']>;
type Search = NonNullable<Metrics['search']>;

/** What family and parameters were chosen by; nothing where there was nothing to choose from. */
export function leaderboardSections({ metrics }: TrainReport): Section[] {
  const { leaderboard = [], search } = metrics;
  return [
    ...(leaderboard.length === 0 ? [] : [familiesSection(leaderboard, metrics.family)]),
    ...(search === undefined ? [] : [searchSection(search)])
  ];
}

function familiesSection(leaderboard: Leaderboard, chosen: string): Section {
  // One family and the prior are no choice.
  const isChoice = leaderboard.length > 2;
  const isTimed = leaderboard.some(({ seconds }) => seconds !== undefined);
  return {
    title: isChoice ? 'Families that were tried' : 'Against the prior',
    blocks: [
      {
        kind: 'table',
        caption: `On training rows that the models had not seen, calibrated; prior is the share of positives for every row.${
          isTimed ? ' Scoring is the median time of one row alone.' : ''
        } Of several families a simpler one stays unless another is better by more than chance.`,
        columns: [
          { name: 'Family' },
          { name: 'Log loss', align: 'right' },
          { name: 'ROC-AUC', align: 'right' },
          ...(isTimed
            ? ([
                { name: 'Fitting, s', align: 'right' },
                { name: 'Scoring, µs', align: 'right' }
              ] as const)
            : [])
        ],
        rows: leaderboard.map(({ family, log_loss, roc_auc, seconds, score_us }) => [
          isChoice && family === chosen ? `${family} (chosen)` : family,
          digits(log_loss),
          digits(roc_auc),
          ...(isTimed ? [seconds?.toFixed(1) ?? '', score_us?.toFixed(1) ?? ''] : [])
        ])
      }
    ]
  };
}

function searchSection({ tried, pruned, seconds, best, ...limits }: Search): Section {
  return {
    title: 'Trials of parameters',
    blocks: [
      {
        kind: 'table',
        caption: `${grouped(tried)} trials in ${seconds.toFixed(1)} s${limitsText(limits)}, ${grouped(pruned)} of them given up early. The best that went all the way, by log loss on training rows that the models had not seen; trial 0 is the defaults, and is kept unless another is better by more than chance.`,
        columns: [
          { name: 'Trial' },
          { name: 'Log loss', align: 'right' },
          { name: 'Fitting, s', align: 'right' },
          { name: 'Scoring, µs', align: 'right' },
          { name: 'Parameters', wrap: true }
        ],
        rows: best.map(({ family, trial, log_loss, score_us, chosen, params, ...of }) => [
          `${family} ${trial}${chosen ? ' (kept)' : ''}`,
          log_loss === null ? 'no number' : digits(log_loss),
          of.seconds.toFixed(1),
          score_us.toFixed(1),
          paramsText(params)
        ])
      }
    ]
  };
}

function limitsText({
  time_budget,
  max_score_us
}: Pick<Search, 'time_budget' | 'max_score_us'>): string {
  return [
    ...(time_budget === undefined ? [] : [` of ${time_budget} s`]),
    ...(max_score_us === undefined ? [] : [`, within ${max_score_us} µs a row`])
  ].join('');
}

function paramsText(params: Readonly<Record<string, number>>): string {
  const texts = Object.entries(params).map(([name, value]) => `${name} ${value}`);
  return texts.length === 0 ? 'defaults' : texts.join(', ');
}
