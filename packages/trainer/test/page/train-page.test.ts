import { beforeAll, describe, expect, test } from '@jest/globals';
import { SYNTHETIC_SPEC } from '../../../../test/support/synthetic.ts';
import type { TrainReport } from '../../src/page/report.ts';
import { renderTrainPage } from '../../src/page/train-page.ts';
import { misplacedTags, replacedBy, reportOf, withColumn } from './support.ts';

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
      'What the model relies on',
      'Two predictions explained',
      'Ranking',
      'The decision at threshold 0.5',
      'Calibration',
      'Training against validation',
      'Fairness',
      'All metrics',
      'The data',
      'How to reproduce it'
    ]);
    for (const title of [
      'ROC curve',
      'Precision and recall',
      'Gains',
      'Reliability',
      'Probabilities',
      'A higher probability'
    ])
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
    expect(html).toMatch(
      /<p class="summary plain">ROC-AUC 0\.\d{4} \(95% interval: .*no gate was set/
    );
    expect(summaryOf({ gate: 'passed', gate_roc_auc: 0.5 })).toMatch(
      /summary good">Gate passed: ROC-AUC 0\.\d{4}.* at least 0\.5 was required/
    );
    expect(summaryOf({ gate: 'failed', gate_roc_auc: 0.999 })).toMatch(
      /summary bad">Gate failed: .* below the required 0\.999; nothing is promoted/
    );
  });

  test('lists the families compared, the chosen one marked', () => {
    const leaderboard = [
      { family: 'gbdt', log_loss: 0.31, roc_auc: 0.91 },
      { family: 'logistic', log_loss: 0.3, roc_auc: 0.92 },
      { family: 'prior', log_loss: 0.69, roc_auc: 0.5 }
    ];
    const page = renderTrainPage({ ...report, metrics: { ...report.metrics, leaderboard } });
    expect(titlesOf(page)).toContain('Families compared');
    expect(page).toContain('logistic (chosen)</th><td class="right">0.3000</td>');
  });

  test('says which training it is of', () => {
    const page = renderTrainPage({ ...report, source: 'rows.csv' });
    expect(page).toContain('<h1>synthetic: training report</h1>');
    expect(page).toContain('<dt>Version</dt><dd>1.0.0</dd>');
    expect(page).toContain('<dt>Date</dt><dd>2026-01-02 03:04 UTC</dd>');
    expect(page).toContain('<dt>Data</dt><dd>rows.csv, 400 rows (sha256 dddddddddddd)</dd>');
  });

  test('marks the threshold in the curves and in the histogram', () => {
    expect(html.match(/>threshold 0\.5<\/text>/g)).toHaveLength(4);
  });

  test('lists thresholds from the strictest on, with their cost where the spec has a matrix', () => {
    const rowsOf = (page: string): string[] =>
      [...page.matchAll(/<th scope="row">(0\.\d{4})(?: \(served\))?<\/th>/g)].map(
        match => match[1]!
      );
    expect(rowsOf(html).length).toBeGreaterThan(5);
    expect(rowsOf(html)).toEqual([...rowsOf(html)].sort().reverse());
    expect(html).not.toContain('Cost per 1,000');
    const cost = { false_positive: 1, false_negative: 5, true_positive: 0, true_negative: 0 };
    const spec = { ...SYNTHETIC_SPEC, train: { ...SYNTHETIC_SPEC.train, threshold: { cost } } };
    const { falsePositives, falseNegatives } = report.trained.evaluation.confusion;
    const served = (10 * (falsePositives + 5 * falseNegatives)).toFixed(1);
    const page = renderTrainPage({ ...report, spec });
    expect(page).toContain('Cost per 1,000');
    expect(page).toMatch(new RegExp(`0\\.5000 \\(served\\).*>${served}<`));
  });

  test('shows the scores on training rows beside those on validation rows', () => {
    const { training, evaluation } = report.trained;
    expect(training.rows).toBe(300);
    expect(html).toContain(
      `<th scope="row">ROC-<wbr>AUC</th><td class="right">${training.roc_auc.toFixed(4)}</td><td class="right">${evaluation.roc_auc.toFixed(4)}</td>`
    );
  });

  test('compares with the bundle that it replaces, and says when the rows are others', () => {
    const replaced = replacedBy(report, { roc_auc: 0.5 });
    const same = renderTrainPage({ ...report, replaced });
    expect(titlesOf(same)).toContain('Compared with the bundle it replaces');
    expect(same).toContain('measured on the same validation rows');
    expect(same).toMatch(/<td class="right">0\.5000<\/td>.*<span class="good">\+0\.\d{4}/);

    const other = renderTrainPage({
      ...report,
      replaced: replacedBy(report, { roc_auc: 0.5, dataset_sha256: 'e'.repeat(64), seed: 4 })
    });
    expect(other).toContain('measured on other validation rows (other data, another seed)');
    expect(other).not.toMatch(/<span class="good">\+0/);

    const stranger = { ...replaced, manifest: { ...replaced.manifest, name: 'stranger' } };
    expect(renderTrainPage({ ...report, replaced: stranger })).toContain(
      'another model, stranger 1.0.0'
    );
  });

  test('repeats the warnings', () => {
    const metrics = { ...report.metrics, warnings: ['empty: num_income'] };
    expect(renderTrainPage({ ...report, metrics })).toContain('Warning: empty: num_income.');
  });

  test('has no fairness part without sensitive columns', async () => {
    const page = renderTrainPage(await reportOf({ ...SYNTHETIC_SPEC, sensitive: [] }));
    expect(titlesOf(page)).not.toContain('Fairness');
  });

  test('renders a sensitive column of one group', async () => {
    const single = withColumn('cat_group', column =>
      column.kind === 'number' ? column : { ...column, codes: column.codes.map(() => 0) }
    );
    const page = renderTrainPage(await reportOf(SYNTHETIC_SPEC, single));
    expect(misplacedTags(page)).toEqual([]);
    expect(page).toContain('No gap to the largest group exceeds 10 points.');
  });

  test('renders columns that are all missing, and says so', async () => {
    const noIncome = withColumn('num_income', column =>
      column.kind === 'number' ? { ...column, values: column.values.map(() => NaN) } : column
    );
    const noCity = withColumn('cat_city', column =>
      column.kind === 'number' ? column : { ...column, codes: column.codes.map(() => -1) }
    );
    const page = renderTrainPage(await reportOf(SYNTHETIC_SPEC, table => noCity(noIncome(table))));
    expect(misplacedTags(page)).toEqual([]);
    expect(page.match(/100\.0%<\/td><td class="wrap">none/g)).toHaveLength(2);
  });

  test('renders scores that are all the same', async () => {
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
