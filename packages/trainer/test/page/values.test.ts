import { describe, expect, test } from '@jest/globals';
import { type DatasetSpec, type Feature, plainFeature } from '@espalier/core/contracts';
import { SYNTHETIC_SPEC } from '../../../../test/support/synthetic.ts';
import { type TrainReport } from '../../src/page/report.ts';
import { renderTrainPage } from '../../src/page/train-page.ts';
import { reportOf, withColumn } from './support.ts';

const CANARY = 'canary_7f3a';
const LOWEST = -43_211;

/** One level that only the rows know, one number that stands out, and repeated values. */
const withCanaries = withColumn('cat_city', column =>
  column.kind === 'number' ? column : { ...column, levels: ['Bern', CANARY, 'Thun'] }
);
const withOutlier = withColumn('num_income', column =>
  column.kind === 'number'
    ? { ...column, values: column.values.map((x, i) => (i % 3 === 0 ? LOWEST : x)) }
    : column
);

function specWith(show: boolean): DatasetSpec {
  return {
    ...SYNTHETIC_SPEC,
    features: {
      ...SYNTHETIC_SPEC.features,
      num_income: { ...plainFeature('number'), show },
      cat_city: { ...plainFeature('category'), show }
    }
  };
}

function declared(levels: readonly string[]): Feature {
  return { ...plainFeature('category'), kind: 'category', levels: [...levels] } as Feature;
}

async function pageOf(show: boolean): Promise<string> {
  return renderTrainPage(await reportOf(specWith(show), table => withCanaries(withOutlier(table))));
}

describe('values in the page', () => {
  test('are not those of a column without show: true', async () => {
    const html = await pageOf(false);
    expect(html).not.toContain(CANARY);
    expect(html).not.toContain(String(Math.abs(LOWEST)));
    expect(html).not.toMatch(/-4\.3\d?e|-432/);
    expect(html).toContain('>level 2<');
  });

  test('are those of a column with show: true, in shares and moments', async () => {
    const html = await pageOf(true);
    expect(html).toContain(`>${CANARY}<`);
    expect(html).toMatch(/-43200 to \d+/);
  });

  test('are declared levels, and the groups of sensitive columns', async () => {
    const html = renderTrainPage(await reportOf());
    for (const level of ['basic', 'team', 'Bern']) expect(html).toContain(`>${level}<`);
    expect(html).toMatch(/<th scope="row">b<\/th>|<th scope="row">b \(small\)<\/th>/);
  });

  test('are nothing of a private column', async () => {
    const features = {
      ...SYNTHETIC_SPEC.features,
      cat_plan: { ...SYNTHETIC_SPEC.features['cat_plan']!, private: true }
    };
    const html = renderTrainPage(await reportOf({ ...SYNTHETIC_SPEC, features }));
    expect(html).toContain('<td class="wrap">private</td>');
    expect(html).not.toContain('>basic<');
  });

  test('escape what they hold', async () => {
    const levels = ['<script>', '&', '"'];
    const spec: DatasetSpec = {
      ...SYNTHETIC_SPEC,
      features: {
        ...SYNTHETIC_SPEC.features,
        cat_plan: declared(levels)
      }
    };
    const named = withColumn('cat_plan', column =>
      column.kind === 'number' ? column : { ...column, levels }
    );
    const html = renderTrainPage(await reportOf(spec, named));
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
  });
});

test('the page of a table of 5,000 columns with 100 levels each is under 1 MB', async () => {
  const report = await reportOf();
  const html = renderTrainPage(widened(report, 5000));
  expect(html.length).toBeLessThan(1_000_000);
  expect(html).toContain('more columns are in profile.json');
});

function widened({ trained, ...rest }: TrainReport, numColumns: number): TrainReport {
  const levels = Array.from({ length: 100 }, (_, i) => `${'long '.repeat(20)}${i}`);
  const names = Array.from({ length: numColumns }, (_, i) => `column_${i}`);
  const profile = {
    kind: 'category' as const,
    count: 5050,
    missing: 5,
    unseen: 0,
    levels,
    counts: levels.map((_, i) => i + 1)
  };
  return {
    ...rest,
    spec: {
      ...rest.spec,
      features: Object.fromEntries(names.map(name => [name, declared(levels)]))
    },
    trained: {
      ...trained,
      importances: names.map((column, i) => ({
        column,
        importance: (numColumns - i) / 100,
        mean_abs_shap: numColumns - i,
        permutation: 0
      })),
      dependence: [],
      parts: {
        ...trained.parts,
        profile: {
          ...trained.parts.profile,
          columns: Object.fromEntries(names.map(name => [name, profile]))
        }
      }
    }
  };
}
