import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyDateParts, datePartNames, fitDateParts } from '../../src/steps/date-parts.ts';
import type { DatePart } from '../../src/contracts/pipeline.ts';

const at = (...texts: string[]): Float64Array => Float64Array.from(texts, text => Date.parse(text));

function partsOf(values: Float64Array, parts?: readonly DatePart[]): Record<string, number[]> {
  const step = fitDateParts('d', values, parts);
  const out = step.parts.map(() => new Float64Array(values.length));
  applyDateParts(step, values, out);
  return Object.fromEntries(datePartNames(step).map((name, j) => [name, [...out[j]!]]));
}

describe('fitDateParts()', () => {
  test('takes what differs between the rows, and counts days from the latest', () => {
    const step = fitDateParts('d', at('2024-03-31', '2023-03-29', 'none'));
    expect(step).toEqual({
      kind: 'date_parts',
      column: 'd',
      parts: ['year', 'weekday', 'days'],
      reference: '2024-03-31'
    });
    expect(fitDateParts('d', at('2024-03-31T08:00Z', '2024-03-31T09:00Z')).parts).toEqual(['hour']);
  });

  test('takes the days of a column that is constant or empty', () => {
    expect(fitDateParts('d', at('2024-03-31')).parts).toEqual(['days']);
    expect(fitDateParts('d', at('none'))).toMatchObject({
      parts: ['days'],
      reference: '1970-01-01'
    });
  });

  test('takes the given parts, in one order', () => {
    expect(fitDateParts('d', at('2024-03-31'), ['hour', 'year']).parts).toEqual(['year', 'hour']);
  });
});

describe('applyDateParts()', () => {
  test('gives the parts in UTC', () => {
    const all: DatePart[] = ['year', 'month', 'weekday', 'hour', 'days'];
    expect(partsOf(at('2024-03-31T23:59:59Z', '1969-12-29T01:00Z', 'none'), all)).toEqual({
      'd.year': [2024, 1969, NaN],
      'd.month': [3, 12, NaN],
      // A Sunday and a Monday.
      'd.weekday': [7, 1, NaN],
      'd.hour': [23, 1, NaN],
      'd.days': [0, -19_816, NaN]
    });
  });

  test('agrees with the calendar of JavaScript', () => {
    const all: DatePart[] = ['year', 'month', 'weekday', 'hour', 'days'];
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), date => {
        const found = partsOf(Float64Array.of(date.getTime()), all);
        expect(found['d.year']).toEqual([date.getUTCFullYear()]);
        expect(found['d.month']).toEqual([date.getUTCMonth() + 1]);
        expect(found['d.weekday']).toEqual([date.getUTCDay() === 0 ? 7 : date.getUTCDay()]);
        expect(found['d.hour']).toEqual([date.getUTCHours()]);
      })
    );
  });
});
