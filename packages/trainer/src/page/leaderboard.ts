import type { Metrics } from '@espalier/core/contracts';
import { formatCount, type Section } from '@espalier/report';
import { digits } from './numbers.ts';
import type { TrainReport } from './report.ts';

type Leaderboard = NonNullable<Metrics['leaderboard']>;
type Search = NonNullable<Metrics['search']>;

/** How family and parameters were chosen; nothing where there was no choice. */
export function leaderboardSections({ metrics }: TrainReport): Section[] {
  const { leaderboard = [], search } = metrics;
  return [
    ...(leaderboard.length === 0 ? [] : [familiesSection(leaderboard, metrics.family)]),
    ...(search === undefined ? [] : [searchSection(search)])
  ];
}

function familiesSection(leaderboard: Leaderboard, chosen: string): Section {
  // One family beside the prior is not a choice.
  const isChoice = leaderboard.length > 2;
  const isTimed = leaderboard.some(({ seconds }) => seconds !== undefined);
  return {
    title: isChoice ? 'Families compared' : 'Compared with guessing',
    fold: 'phone',
    blocks: [
      {
        kind: 'table',
        caption: `Out of fold: training rows, each scored by a calibrated model that had not seen it. Prior: the share of positives as every row's probability.${
          isTimed ? ' Scoring: the median time of a single row.' : ''
        } A simpler family is kept unless another is better by more than chance.`,
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
    title: 'Parameter search',
    fold: 'phone',
    blocks: [
      {
        kind: 'table',
        caption: `${formatCount(tried)} trials in ${seconds.toFixed(1)} s${limitsText(limits)}, ${formatCount(pruned)} of them stopped early. These are the best of those that ran to the end, by log loss out of fold; trial 0 has the default parameters and is kept unless another is better by more than chance.`,
        columns: [
          { name: 'Trial' },
          { name: 'Log loss', align: 'right' },
          { name: 'Fitting, s', align: 'right' },
          { name: 'Scoring, µs', align: 'right' },
          { name: 'Parameters', wrap: true }
        ],
        rows: best.map(({ family, trial, log_loss, score_us, chosen, params, ...of }) => [
          `${family} ${trial}${chosen ? ' (kept)' : ''}`,
          log_loss === null ? 'not finite' : digits(log_loss),
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
