import { describe, expect, test } from '@jest/globals';
import {
  type CategoryProfile,
  type DatasetSpec,
  type Feature,
  plainFeature
} from '@espalier/core/contracts';
import { SYNTHETIC_SPEC } from '../../../../test/support/synthetic.ts';
import type { TrainReport } from '../../src/page/report.ts';
import { renderTrainPage } from '../../src/page/train-page.ts';
import { namedLevels } from '../../src/page/values.ts';
import { reportOf, withColumn } from './support.ts';

const CANARY = 'canary_7f3a';
const LOWEST = -43_211;

/** One level that only the rows know, and one number that stands out below the first decile. */
const withCanaries = withColumn('cat_city', column =>
  column.kind === 'number' ? column : { ...column, levels: ['Bern', CANARY, 'Thun'] }
);
const withOutlier = withColumn('num_income', column =>
  column.kind === 'number'
    ? { ...column, values: column.values.map((x, i) => (i % 50 === 0 ? LOWEST : x)) }
    : column
);

function specWith(of: { readonly show?: boolean; readonly private?: boolean }): DatasetSpec {
  return {
    ...SYNTHETIC_SPEC,
    features: {
      ...SYNTHETIC_SPEC.features,
      num_income: { ...plainFeature('number'), ...of },
      cat_city: { ...plainFeature('category'), ...of }
    }
  };
}

function declared(levels: readonly string[]): Feature {
  return { ...plainFeature('category'), kind: 'category', levels: [...levels] } as Feature;
}

async function pageOf(of: Parameters<typeof specWith>[0]): Promise<string> {
  return renderTrainPage(await reportOf(specWith(of), table => withCanaries(withOutlier(table))));
}

describe('values in the page', () => {
  test('are aggregates by default: a median, deciles, frequent levels', async () => {
    const html = await pageOf({});
    expect(html).toContain(`>${CANARY}<`);
    expect(html).toMatch(/median \d+(\.\d+)?, middle 80% from \d+(\.\d+)? to \d/);
    expect(html).not.toMatch(/43,?2\d\d/);
  });

  test('are the smallest and the largest of a column with show: true alone', async () => {
    expect(await pageOf({ show: true })).toMatch(/smallest \u221243,200, largest \d/);
  });

  test('are nothing at all of a private column', async () => {
    const open = await pageOf({});
    const html = await pageOf({ private: true });
    expect(html.match(/<td class="wrap">private<\/td>/g)).toHaveLength(2);
    for (const level of ['Bern', CANARY, 'Thun']) {
      expect(open).toContain(level);
      expect(html).not.toContain(level);
    }
    expect(html).not.toMatch(/43,?2\d\d|num_income = (?!private)|cat_city = (?!private)/);
    const median = /<wbr>income<\/th>.*?median ([\d.]+), /.exec(open)![1]!;
    expect(open).toContain(`>${median}<`);
    expect(html).not.toContain(`>${median}<`);
    expect(html).not.toContain(`median ${median}`);
  });

  test('are levels that ten rows share, and not one that nine share', async () => {
    const html = renderTrainPage(withRareLevels(await reportOf(specWith({}))));
    expect(html).toContain('>level_of_ten<');
    expect(html).not.toContain('level_of_nine');
    expect(html).toMatch(/level_of_ten 3\.4%, other \(9 rows\) 3\.1%/);
  });

  test('are declared levels, and the groups of sensitive columns', async () => {
    const html = renderTrainPage(await reportOf());
    for (const level of ['basic', 'team', 'Bern']) expect(html).toContain(`>${level}<`);
    expect(html).toMatch(/<th scope="row">b<\/th>|<th scope="row">b \(small\)<\/th>/);
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

/** The same report, as if the levels of a column had been shared by 274, 10 and 9 training rows. */
function withRareLevels(report: TrainReport): TrainReport {
  const { trained } = report;
  const { profile, spec } = trained.parts;
  const levels = ['frequent', 'level_of_ten', 'level_of_nine'];
  return {
    ...report,
    trained: {
      ...trained,
      dependence: [
        { column: 'cat_city', points: levels.map(at => ({ at, probability: 0.5 })) },
        ...trained.dependence.filter(({ column }) => column !== 'cat_city')
      ],
      parts: {
        ...trained.parts,
        spec: {
          ...spec,
          features: {
            ...spec.features,
            cat_city: { ...declared(levels), unknown: 'other' } as Feature
          }
        },
        profile: {
          ...profile,
          columns: {
            ...profile.columns,
            cat_city: {
              kind: 'category',
              count: 293,
              missing: 7,
              unseen: 0,
              levels,
              counts: [274, 10, 9]
            }
          }
        }
      }
    }
  };
}

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

describe('namedLevels()', () => {
  const profileOf = (numLevels: number): CategoryProfile => ({
    kind: 'category',
    count: 10 * numLevels,
    missing: 0,
    unseen: 0,
    levels: Array.from({ length: numLevels }, (_, i) => `level ${i}`),
    counts: new Array<number>(numLevels).fill(10)
  });
  const feature = plainFeature('category');

  test.each([
    [64, 64],
    [65, 0]
  ])('of %d undeclared levels names %d', (numLevels, named) => {
    expect(namedLevels(profileOf(numLevels), feature).size).toBe(named);
  });
});
