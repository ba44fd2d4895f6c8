import { beforeAll, describe, expect, test } from '@jest/globals';
import { SYNTHETIC_SPEC } from '../../../../test/support/synthetic.ts';
import { type TrainReport } from '../../src/page/report.ts';
import { renderTrainPage } from '../../src/page/train-page.ts';
import { misplacedTags, reportOf, withColumn } from './support.ts';

let report: TrainReport;
let html: string;

beforeAll(async () => {
  report = await reportOf();
  html = renderTrainPage(report);
});

function titlesOf(page: string): string[] {
  return [...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map(match => match[1]!);
}

describe('renderTrainPage()', () => {
  test('is one small file that loads nothing and runs nothing', () => {
    expect(misplacedTags(html)).toEqual([]);
    expect(html).not.toMatch(/<(script|link|img|iframe|object)\b|\bon\w+=|@import|url\(/i);
    expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:/);
    expect(html).not.toMatch(/NaN|undefined|\[object/);
    expect(html.length).toBeLessThan(100_000);
  });

  test('gives the same bytes for the same training', async () => {
    expect(renderTrainPage(await reportOf())).toBe(html);
  });

  test('has every section', () => {
    expect(titlesOf(html)).toEqual([
      'In short',
      'Curves',
      'Calibration',
      'The decision at threshold 0.5',
      'What it goes by',
      'Fairness',
      'All metrics',
      'The data',
      'How it was made'
    ]);
    for (const title of ['ROC curve', 'Precision and recall', 'Reliability', 'Probabilities'])
      expect(html).toContain(`<strong>${title}</strong>`);
    for (const name of ['num_<wbr>age', 'cat_<wbr>plan', 'cat_<wbr>group: selected'])
      expect(html).toContain(name);
    expect(html).toContain('d'.repeat(64));
  });

  test('says on top what the gate says', () => {
    const summaryOf = (metrics: Partial<TrainReport['metrics']>): string =>
      /<p class="summary [^/]*/.exec(
        renderTrainPage({ ...report, metrics: { ...report.metrics, ...metrics } })
      )![0];
    expect(html).toMatch(/<p class="summary plain">ROC-AUC 0\.\d{4} \(95 %: .*no gate was asked/);
    expect(summaryOf({ gate: 'passed', gate_roc_auc: 0.5 })).toMatch(
      /summary good">Gate passed: ROC-AUC 0\.\d{4}.* at least 0\.5 was asked/
    );
    expect(summaryOf({ gate: 'failed', gate_roc_auc: 0.999 })).toMatch(
      /summary bad">Gate failed: .* under the 0\.999 that was asked; nothing is promoted/
    );
  });

  test('lists the families that were tried, the chosen one marked', () => {
    const leaderboard = [
      { family: 'gbdt', log_loss: 0.31, roc_auc: 0.91 },
      { family: 'logistic', log_loss: 0.3, roc_auc: 0.92 },
      { family: 'prior', log_loss: 0.69, roc_auc: 0.5 }
    ];
    const page = renderTrainPage({ ...report, metrics: { ...report.metrics, leaderboard } });
    expect(titlesOf(page)).toContain('Families that were tried');
    expect(page).toContain('logistic (chosen)</th><td class="right">0.3000</td>');
  });

  test('repeats the warnings', () => {
    const metrics = { ...report.metrics, warnings: ['empty: num_income'] };
    expect(renderTrainPage({ ...report, metrics })).toContain('Warning: empty: num_income.');
  });

  test('has no fairness part without sensitive columns', async () => {
    const page = renderTrainPage(await reportOf({ ...SYNTHETIC_SPEC, sensitive: [] }));
    expect(titlesOf(page)).not.toContain('Fairness');
  });

  test('puts up with a sensitive column of one group', async () => {
    const single = withColumn('cat_group', column =>
      column.kind === 'number' ? column : { ...column, codes: column.codes.map(() => 0) }
    );
    const page = renderTrainPage(await reportOf(SYNTHETIC_SPEC, single));
    expect(misplacedTags(page)).toEqual([]);
    expect(page).toContain('No gap to the largest group is over 10 points.');
  });

  test('puts up with columns that are all missing, and says so', async () => {
    const noIncome = withColumn('num_income', column =>
      column.kind === 'number' ? { ...column, values: column.values.map(() => NaN) } : column
    );
    const noCity = withColumn('cat_city', column =>
      column.kind === 'number' ? column : { ...column, codes: column.codes.map(() => -1) }
    );
    const page = renderTrainPage(await reportOf(SYNTHETIC_SPEC, table => noCity(noIncome(table))));
    expect(misplacedTags(page)).toEqual([]);
    expect(page.match(/100\.0 %<\/td><td class="wrap">none/g)).toHaveLength(2);
  });

  test('puts up with scores that are all the same', async () => {
    const page = renderTrainPage(
      await reportOf(SYNTHETIC_SPEC, table => ({
        ...table,
        columns: table.columns.map(column =>
          column.kind === 'number'
            ? { ...column, values: column.values.map(() => 1) }
            : { ...column, codes: column.codes.map(() => 0) }
        )
      }))
    );
    expect(misplacedTags(page)).toEqual([]);
    expect(page).toContain('ROC-AUC 0.5000');
    expect(page).not.toMatch(/NaN|Infinity/);
  });
});
