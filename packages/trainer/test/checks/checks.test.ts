import { describe, expect, test } from '@jest/globals';
import { type Column, EspalierError, normal, randomSeeded, type Table } from '@espalier/core';
import { type DatasetSpec, datasetSpecSchema } from '@espalier/core/contracts';
import { checkFeatures, tableWarnings } from '../../src/checks/index.ts';
import { isIdentifier } from '../../src/checks/identifiers.ts';
import { aloneAuc } from '../../src/checks/leaks.ts';
import { countRepeats } from '../../src/checks/repeats.ts';
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

test('aloneAuc() does not take a level of one row for knowledge', () => {
  expect(aloneAuc(name, labels, randomSeeded(1))).toBeCloseTo(0.5, 1);
  expect(aloneAuc(reason, labels, randomSeeded(1))).toBe(1);
});

test('isIdentifier() leaves measurements and small tables alone', () => {
  expect([key, name, noise, leak, reason].map(isIdentifier)).toEqual([
    true,
    true,
    false,
    false,
    false
  ]);
  expect(isIdentifier({ kind: 'number', name: 'num_few', values: Float64Array.of(1, 2, 3) })).toBe(
    false
  );
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
