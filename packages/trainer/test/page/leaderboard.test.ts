import { describe, expect, test } from '@jest/globals';
import type { Metrics } from '@espalier/core/contracts';
import { leaderboardSections } from '../../src/page/leaderboard.ts';
import type { TrainReport } from '../../src/page/report.ts';

const LEADERBOARD: Metrics['leaderboard'] = [
  { family: 'logistic', roc_auc: 0.8, log_loss: 0.4, seconds: 0.25, score_us: 3.14 },
  { family: 'gbdt', roc_auc: 0.85, log_loss: 0.35, seconds: 12, score_us: 7 },
  { family: 'prior', roc_auc: 0.5, log_loss: 0.6 }
];

const SEARCH: Metrics['search'] = {
  trials: 12,
  max_score_us: 20,
  tried: 12,
  pruned: 8,
  seconds: 3.21,
  best: [
    {
      ...{ family: 'gbdt', trial: 4, log_loss: 0.34, score_us: 5, seconds: 0.5 },
      params: { numLeaves: 12, learningRate: 0.05 },
      chosen: true
    },
    {
      ...{ family: 'gbdt', trial: 0, log_loss: null, score_us: 6, seconds: 0.4 },
      params: {},
      chosen: false
    }
  ]
};

function sectionsOf(metrics: Partial<Metrics>) {
  return leaderboardSections({ metrics: { family: 'gbdt', ...metrics } } as TrainReport);
}

/** The rows and the caption of a section's one table. */
function tableOf(sections: ReturnType<typeof sectionsOf>, at: number) {
  const [block] = sections[at]!.blocks;
  if (block?.kind !== 'table') throw new TypeError('no table');
  return block;
}

describe('leaderboardSections()', () => {
  test('says what each family took, and what scoring a row costs', () => {
    const sections = sectionsOf({ leaderboard: LEADERBOARD });
    expect(sections).toHaveLength(1);
    const { columns, rows } = tableOf(sections, 0);
    expect(columns.map(({ name }) => name)).toEqual([
      'Family',
      'Log loss',
      'ROC-AUC',
      'Fitting, s',
      'Scoring, µs'
    ]);
    expect(rows).toEqual([
      ['logistic', '0.4000', '0.8000', '0.3', '3.1'],
      ['gbdt (chosen)', '0.3500', '0.8500', '12.0', '7.0'],
      ['prior', '0.6000', '0.5000', '', '']
    ]);
  });

  test('does without times where there are none', () => {
    const untimed = LEADERBOARD.map(({ family, roc_auc, log_loss }) => ({
      family,
      roc_auc,
      log_loss
    }));
    expect(tableOf(sectionsOf({ leaderboard: untimed }), 0).columns).toHaveLength(3);
  });

  test('lists the best trials of a search', () => {
    const { caption, rows } = tableOf(sectionsOf({ leaderboard: LEADERBOARD, search: SEARCH }), 1);
    expect(caption).toContain('12 trials in 3.2 s, within 20 µs a row, 8 of them stopped early');
    expect(rows).toEqual([
      ['gbdt 4 (kept)', '0.3400', '0.5', '5.0', 'numLeaves 12, learningRate 0.05'],
      ['gbdt 0', 'not finite', '0.4', '6.0', 'defaults']
    ]);
  });

  test('says nothing of what there is not', () => {
    expect(sectionsOf({ leaderboard: [] })).toEqual([]);
    expect(sectionsOf({})).toEqual([]);
  });
});
