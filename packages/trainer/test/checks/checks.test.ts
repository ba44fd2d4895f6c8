import { describe, expect, test } from '@jest/globals';
import {
  type Column,
  EspalierError,
  normal,
  randomSeeded,
  shuffle,
  type Table
} from '@espalier/core';
import { type DatasetSpec, datasetSpecSchema } from '@espalier/core/contracts';
import { checkFeatures, tableWarnings } from '../../src/checks/index.ts';
import { hasIdentifierName, identifierReason } from '../../src/checks/identifiers.ts';
import { aloneAuc } from '../../src/checks/leaks.ts';
import { countRepeats } from '../../src/checks/repeats.ts';
import { type Result, resultWarnings } from '../../src/checks/result-warnings.ts';
import { stratifiedFolds } from '../../src/split/stratified.ts';
import { SYNTHETIC_SPEC, syntheticRows } from '../../../../test/support/synthetic.ts';

const NUM_ROWS = 400;
const random = randomSeeded(3);
const labels = Uint8Array.from({ length: NUM_ROWS }, (_, i) => (i % 3 === 0 ? 1 : 0));
const numbers = (name: string, valueOf: (i: number) => number): Column => ({
  kind: 'number',
  name,
  values: Float64Array.from(labels, (_, i) => valueOf(i))
});
const categories = (
  name: string,
  levels: readonly string[],
  codeOf: (i: number) => number
): Column => ({
  kind: 'category',
  name,
  levels,
  codes: Int32Array.from(labels, (_, i) => codeOf(i))
});
const tableOf = (...columns: Column[]): Table => ({ numRows: NUM_ROWS, columns });

function specOf(table: Table): DatasetSpec {
  return datasetSpecSchema.parse({
    name: 'checked',
    target: { column: 'bin_y', positive: '1' },
    features: Object.fromEntries(table.columns.map(({ name, kind }) => [name, { kind }]))
  });
}

function failureOf(table: Table, ...allowed: string[]): EspalierError | undefined {
  try {
    checkFeatures(table, labels, specOf(table), new Set(allowed));
  } catch (error) {
    if (error instanceof EspalierError) return error;
    throw error;
  }
  return undefined;
}

const noise = numbers('num_noise', () => normal(random));
const leak = numbers('num_leak', i => labels[i]! + 0.01 * normal(random));
const inverse = numbers('num_inverse', i => -labels[i]! + 0.01 * normal(random));
const absent = numbers('num_absent', i => (labels[i] === 1 ? NaN : 1));
const reason = categories('cat_reason', ['paid', 'defaulted'], i => labels[i]!);
const key = numbers('num_key', i => 7 * i);
const name = categories(
  'cat_name',
  labels.reduce<string[]>((all, _, i) => [...all, `n${i}`], []),
  i => i
);

describe('checkFeatures()', () => {
  test('passes features that tell something', () => {
    const { table, labels: bought } = syntheticRows(500, 1);
    expect(() => {
      checkFeatures(table, bought, SYNTHETIC_SPEC, new Set());
    }).not.toThrow();
    expect(failureOf(tableOf(noise))).toBeUndefined();
  });

  test.each([
    ['rises with the target', leak],
    ['falls with it', inverse],
    ['is empty for one class', absent],
    ['names the outcome', reason]
  ])('refuses a column that %s', (_what, column) => {
    const error = failureOf(tableOf(noise, column));
    expect([error?.code, error?.exitCode]).toEqual(['E_CHECK_FAILED', 65]);
    expect(error?.details).toEqual([
      expect.objectContaining({
        field: column.name,
        problem: expect.stringContaining('predicts the target alone')
      })
    ]);
    expect(error?.hint).toContain(`--allow leak:${column.name}`);
  });

  test('refuses columns that name rows, and names all that are wrong', () => {
    const error = failureOf(tableOf(key, name, leak, noise));
    expect(error?.details.map(({ field }) => field)).toEqual(['num_key', 'cat_name', 'num_leak']);
  });

  test('lets through what is overridden by name, and nothing else', () => {
    expect(failureOf(tableOf(leak, noise), 'leak:num_leak')).toBeUndefined();
    expect(failureOf(tableOf(leak, key), 'leak:num_leak')?.details).toHaveLength(1);
    expect(failureOf(tableOf(leak), 'leak')?.details).toHaveLength(1);
  });

  test('says no value of the column', () => {
    const error = failureOf(tableOf(reason, name));
    expect(JSON.stringify([error?.message, error?.hint, error?.details])).not.toMatch(
      /defaulted|n17/
    );
  });
});

describe('aloneAuc()', () => {
  const folds = stratifiedFolds(labels, 5, randomSeeded(1));
  const positives = (count: number): Uint8Array =>
    Uint8Array.from({ length: NUM_ROWS }, (_, i) => (i < count ? 1 : 0));

  test('does not take a level of one row for knowledge', () => {
    expect(aloneAuc(name, labels, folds)).toBeCloseTo(0.5, 1);
    expect(aloneAuc(reason, labels, folds)).toBe(1);
  });

  test.each([
    ['a code in the middle', (is: boolean, x: number) => (is ? 2 : x < 0.5 ? 1 : 3)],
    [
      'two of many codes',
      (is: boolean, x: number) =>
        is ? (x < 0.5 ? 7 : 13) : Math.floor(20 * x) + (Math.floor(20 * x) % 2 === 1 ? 21 : 0)
    ],
    ['a narrow range', (is: boolean, x: number) => (is ? 0.5 + x / 50 : x < 0.5 ? x : 0.53 + x)],
    ['empty cells', (is: boolean, x: number) => (is ? NaN : x)]
  ])('sees %s that only positives have', (_what, valueOf) => {
    const draw = randomSeeded(5);
    for (const count of [25, 150]) {
      const truth = positives(count);
      const column = numbers('num_x', i => valueOf(truth[i] === 1, draw()));
      expect(aloneAuc(column, truth, stratifiedFolds(truth, 5, randomSeeded(1)))).toBeGreaterThan(
        0.99
      );
    }
  });

  test('finds no leak in random columns, whatever their number of values', () => {
    let highest = 0;
    for (let seed = 0; seed < 60; ++seed) {
      const draw = randomSeeded(seed);
      for (const numValues of [2, 10, 60, 1e9])
        for (const count of [20, 130]) {
          const truth = positives(count);
          const column = numbers('num_x', () => Math.floor(numValues * draw()));
          const own = stratifiedFolds(truth, 5, randomSeeded(seed));
          highest = Math.max(highest, aloneAuc(column, truth, own));
        }
    }
    expect(highest).toBeLessThan(0.85);
  });
});

test('a leak must show in rows that count once: copies of a row do not explain each other', () => {
  const draw = randomSeeded(6);
  const once = Array.from({ length: 1200 }, () => draw());
  const isPositive = once.map((_, i) => i < 100);
  // Each positive row occurs ten times, as after oversampling.
  const rows = once.flatMap((_, i) => (isPositive[i] ? Array<number>(10).fill(i) : [i]));
  const truth = Uint8Array.from(rows, i => (isPositive[i] ? 1 : 0));
  const column: Column = {
    kind: 'number',
    name: 'num_copied',
    values: Float64Array.from(rows, i => once[i]!)
  };
  const table: Table = { numRows: rows.length, columns: [column] };
  expect(() => {
    checkFeatures(table, truth, specOf(table), new Set());
  }).not.toThrow();
  expect(aloneAuc(column, truth, stratifiedFolds(truth, 5, randomSeeded(1)))).toBeGreaterThan(0.99);
});

describe('identifierReason()', () => {
  const draw = randomSeeded(8);
  const amounts = Array.from({ length: NUM_ROWS }, (_, i) => 100 * i + Math.floor(100 * draw()));
  const shuffled = Array.from(shuffle(Uint32Array.from(amounts.keys()), draw));

  test('leaves measurements and small tables alone', () => {
    const few: Column = { kind: 'number', name: 'id', values: Float64Array.of(1, 2, 3) };
    for (const column of [noise, leak, reason, few])
      expect(identifierReason(column)).toBeUndefined();
    expect(identifierReason(name)).toBe('every row has a distinct value');
  });

  test('asks for more than distinct whole numbers, which amounts are too', () => {
    const valueOf = (i: number): number => amounts[shuffled[i]!]!;
    expect(identifierReason(numbers('income', valueOf))).toBeUndefined();
    expect(identifierReason(numbers('customerID', valueOf))).toContain('the name');
    expect(identifierReason(numbers('income', i => amounts[i]!))).toContain('order of the rows');
    expect(identifierReason(numbers('income', i => 5 + 3 * shuffled[i]!))).toBeUndefined();
    expect(identifierReason(numbers('x', i => 1 + shuffled[i]!))).toContain('count from 1');
    expect(identifierReason(numbers('x', i => 4e10 + valueOf(i)))).toContain('10 digits');
  });

  test('knows keys that lost their last digits, but not huge measurements', () => {
    const beyond = numbers('account', i => 1234567890123456000 + i);
    expect(identifierReason(beyond)).toContain('over 2^53');
    expect(identifierReason(numbers('mass', i => 10 ** (16 + (i % 9))))).toBeUndefined();
    expect(identifierReason(numbers('mass', i => 1e300 + 1e290 * i))).not.toContain('2^53');
  });

  test.each([
    'id',
    'customer_id',
    'CustomerId',
    'Unnamed: 0',
    'order number',
    'passengerid',
    'uuid'
  ])('hears an identifier in %s', text => {
    expect(hasIdentifierName(text)).toBe(true);
  });
  test.each(['income', 'paid', 'humid', 'num_orders', 'idle_time', 'number_of_visits'])(
    'hears none in %s',
    text => {
      expect(hasIdentifierName(text)).toBe(false);
    }
  );
});

test('the hint can be pasted, with the column to leave out first', () => {
  const error = failureOf(
    tableOf(
      numbers('Unnamed: 0', i => i),
      noise
    )
  );
  expect(error?.hint).toMatch(/^Pass --ignore "Unnamed: 0", or .*--allow "identifier:Unnamed: 0"$/);
});

test('countRepeats() counts rows that are equal cell for cell, missing cells included', () => {
  const { table } = syntheticRows(300, 4);
  const other = syntheticRows(300, 5).table;
  const both: Table = {
    numRows: 300,
    columns: table.columns.map((column, j): Column => {
      const { columns } = other;
      if (column.kind === 'number') {
        const fresh = columns[j] as typeof column;
        return {
          ...column,
          values: column.values.map((value, i) => (i < 40 ? value : fresh.values[i]!))
        };
      }
      const fresh = columns[j] as typeof column;
      return { ...column, codes: column.codes.map((code, i) => (i < 40 ? code : fresh.codes[i]!)) };
    })
  };
  expect(countRepeats(table, both)).toBe(40);
  expect(countRepeats(table, other)).toBe(0);
});

test('tableWarnings() names empty and constant columns and a rare class', () => {
  const table = tableOf(
    numbers('num_empty', () => NaN),
    numbers('num_same', () => 3),
    categories('cat_same', ['a', 'b'], () => 1),
    noise
  );
  const rare = Uint8Array.from(labels, (_, i) => (i === 0 ? 1 : 0));
  expect(tableWarnings(table, rare, specOf(table))).toEqual([
    'empty: num_empty',
    'the same value in every row: num_same, cat_same',
    'the rarer class has 0.25% of the rows'
  ]);
  expect(tableWarnings(tableOf(noise), labels, specOf(tableOf(noise)))).toEqual([]);
});

test('tableWarnings() tells what may be an identifier, a spelling or a number of groups', () => {
  const draw = randomSeeded(9);
  const rank = shuffle(Uint32Array.from(labels.keys()), draw);
  const table = tableOf(
    numbers('income', i => 500 + 3 * rank[i]!),
    numbers('customer_id', i => Math.floor(i / 4)),
    categories('plan', ['pro', 'Pro', ' PRO', 'basic'], i => i % 4),
    categories(
      'birth_year',
      Array.from({ length: 60 }, (_, i) => String(1940 + i)),
      i => i % 60
    )
  );
  const spec = datasetSpecSchema.parse({
    name: 'warned',
    target: { column: 'bin_y', positive: '1' },
    sensitive: ['birth_year'],
    features: {
      income: { kind: 'number' },
      customer_id: { kind: 'number' },
      plan: { kind: 'category' }
    }
  });
  const warnings = tableWarnings(table, labels, spec);
  expect(warnings).toEqual([
    expect.stringMatching(/^income: every row has a distinct whole number.*--ignore income$/),
    expect.stringMatching(/^customer_id: looks like an identifier.*group:/),
    'plan: 2 levels differ from others by case or spaces only',
    expect.stringMatching(/^birth_year: each of 60 numbers is a group.*bands/)
  ]);
  const grouped = { ...spec, group: 'customer_id', features: { income: spec.features['income']! } };
  expect(tableWarnings(table, labels, grouped).join('\n')).not.toContain('set group:');
});

test('tableWarnings() tells two classes that are one but for their spelling', () => {
  const table = tableOf(noise);
  expect(tableWarnings(table, labels, specOf(table), ['Yes', 'yes '])).toEqual([
    'bin_y: its two values differ by case or spaces only'
  ]);
  expect(tableWarnings(table, labels, specOf(table), ['No', 'yes'])).toEqual([]);
});

describe('resultWarnings()', () => {
  const truth = labels.slice(0, 200);
  const result: Result = {
    training: { table: tableOf(noise), labels },
    held: { labels: truth },
    probabilities: Float64Array.from(truth, (_, i) => 0.2 + (i % 7) / 10),
    decisions: Uint8Array.from(truth, (_, i) => i % 2),
    evaluation: { roc_auc: 0.7 },
    threshold: 0.5,
    importances: [{ column: 'num_noise', importance: 1 }],
    isGrouped: false
  };
  const none = new Uint8Array(truth.length);

  test('has nothing to say of an ordinary result', () => {
    expect(resultWarnings(result)).toEqual([]);
  });

  test('tells a constant model, and a decision that is the same for every row', () => {
    const probabilities = new Float64Array(truth.length).fill(0.3);
    expect(resultWarnings({ ...result, probabilities, decisions: none })).toEqual([
      expect.stringContaining('every validation row gets the same probability')
    ]);
    expect(resultWarnings({ ...result, decisions: none })).toEqual([
      'no validation row is called positive at the threshold 0.5; to change that, pass --threshold f1'
    ]);
  });

  test('offers a threshold that can be had where there are too few rows to choose one', () => {
    const few = Uint8Array.from({ length: NUM_ROWS }, (_, i) => (i < 40 ? 1 : 0));
    const training = { ...result.training, labels: few };
    expect(resultWarnings({ ...result, training, decisions: none })[0]).toContain(
      '--threshold 0.1'
    );
  });

  test('tells parts that are too small, with their sizes', () => {
    const held = { labels: Uint8Array.of(1, 0, 0, 0) };
    expect(resultWarnings({ ...result, held })).toEqual([
      '4 validation rows, 1 positive and 3 negative: the metrics are hardly more than chance'
    ]);
  });

  test('names the pair of columns behind a score that is nearly perfect', () => {
    const draw = randomSeeded(10);
    const a = labels.map(() => Number(draw() < 0.5));
    const columns = [
      numbers('a', i => a[i]!),
      categories('b', ['no', 'yes'], i => a[i]! ^ labels[i]!),
      noise
    ];
    const importances = ['a', 'b', 'num_noise'].map(column => ({ column, importance: 0.2 }));
    const perfect = { ...result, evaluation: { roc_auc: 1 }, importances };
    const [warning] = resultWarnings({
      ...perfect,
      training: { table: tableOf(...columns), labels }
    });
    expect(warning).toMatch(/nearly perfect.*a and b together give ROC-AUC 1\.0000/);
    expect(warning).not.toContain('num_noise');
    const [alone] = resultWarnings({
      ...perfect,
      training: { table: tableOf(leak), labels },
      importances: [{ column: 'num_leak', importance: 1 }]
    });
    expect(alone).toContain('num_leak alone gives ROC-AUC');
  });

  test('hints at group: for a column whose rows of one value are alike, not for an age', () => {
    const draw = randomSeeded(11);
    const answers = Array.from({ length: 100 }, () => Number(draw() < 0.4));
    const customers = shuffle(
      Uint32Array.from({ length: NUM_ROWS }, (_, i) => i % 100),
      draw
    );
    const truthOf = Uint8Array.from(customers, customer => answers[customer]!);
    const training = {
      table: tableOf(
        numbers('customer', i => customers[i]!),
        numbers('age', i => 20 + 30 * truthOf[i]! + Math.floor(60 * draw()))
      ),
      labels: truthOf
    };
    const importances = ['customer', 'age'].map(column => ({ column, importance: 0.5 }));
    expect(resultWarnings({ ...result, training, importances })).toEqual([
      expect.stringMatching(/^customer: 50% of the importance.*set group:/)
    ]);
    expect(resultWarnings({ ...result, training, importances, isGrouped: true })).toEqual([]);
  });
});
