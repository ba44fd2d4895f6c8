import { describe, expect, test } from '@jest/globals';
import type { Fairness } from '../../../src/contracts/fairness.ts';
import { formatFindings } from '../../../src/metrics/fairness/describe.ts';
import { categoryOf, type Counts, describeAt, rowsOf } from './support.ts';

const TRY = 'try --mitigate reweighing:sex (Kamiran and Calders 2012) or thresholds:sex';
const TRY_EITHER = 'try --mitigate with either column';

function fairnessOf(groups: Readonly<Record<string, Counts>>): Fairness {
  const { labels, probabilities, cells } = rowsOf(groups);
  return describeAt(labels, probabilities, [categoryOf('sex', cells)]);
}

function countsOf(positives: number, found: number, negatives: number, alarms: number): Counts {
  return { positives, found, negatives, alarms };
}

describe('findings', () => {
  test('name the gap in selection rate', () => {
    const { findings, inconclusive } = fairnessOf({
      Male: countsOf(100, 70, 900, 160), // 230 of 1000
      Female: countsOf(100, 65, 700, 3) // 68 of 800
    });
    expect(findings).toEqual([
      `sex: Female is selected 14.5 points less often than Male (0.085 against 0.230) at threshold 0.5; ${TRY}`
    ]);
    expect(inconclusive).toEqual([]);
  });

  test('name the gap in TPR, and the widest alone', () => {
    const { findings } = fairnessOf({
      a: countsOf(100, 50, 400, 50),
      b: countsOf(50, 36, 200, 14),
      c: countsOf(50, 40, 200, 10)
    });
    expect(findings).toEqual([
      `sex: positives of c are found 30.0 points more often than those of a (TPR 0.800 against 0.500) at threshold 0.5; ${TRY}`
    ]);
  });

  test('a gap of exactly 0.10 does not exceed it', () => {
    const of = (selected: number): Counts => countsOf(100, selected, 100, selected);
    expect(fairnessOf({ a: of(30), b: of(40) }).findings).toEqual([]);
    expect(fairnessOf({ a: of(30), b: of(41) }).findings).toHaveLength(2);
  });

  test('leave small groups to be too small to judge', () => {
    const { findings, inconclusive } = fairnessOf({
      a: countsOf(100, 50, 100, 50),
      b: countsOf(9, 0, 50, 0),
      c: countsOf(14, 14, 15, 15),
      'small and equal': countsOf(2, 1, 2, 1)
    });
    expect(findings).toEqual([]);
    expect(inconclusive).toEqual([
      'sex: too small to judge at threshold 0.5 (under 30 rows, 10 positives or 10 negatives): b, c'
    ]);
  });

  test('tell nothing where the largest group is small', () => {
    const { findings, inconclusive } = fairnessOf({
      a: countsOf(5, 5, 195, 100),
      b: countsOf(50, 0, 50, 0)
    });
    expect(findings).toEqual([]);
    expect(inconclusive).toEqual([
      'sex: too small to judge at threshold 0.5 (the largest group has under 30 rows, 10 positives or 10 negatives): b'
    ]);
  });

  test('of a pair of columns are told where neither of them shows the gap', () => {
    // Every level of either column has the same rates; the combinations have not.
    const high = countsOf(50, 40, 50, 40);
    const low = countsOf(50, 20, 50, 20);
    const { labels, probabilities, cells } = rowsOf({ ax: high, ay: low, bx: low, by: high });
    const first = categoryOf(
      'sex',
      cells.map(cell => cell[0]!)
    );
    const second = categoryOf(
      'race',
      cells.map(cell => cell[1]!)
    );
    const { findings } = describeAt(labels, probabilities, [first, second]);
    expect(findings).toEqual([
      `sex and race: a & y is selected 40.0 points less often than a & x (0.400 against 0.800) at threshold 0.5; ${TRY_EITHER}`,
      `sex and race: positives of a & y are found 40.0 points less often than those of a & x (TPR 0.400 against 0.800) at threshold 0.5; ${TRY_EITHER}`
    ]);
    const alone = describeAt(labels, probabilities, [categoryOf('sex', cells), second]);
    expect(alone.findings.filter(finding => finding.startsWith('sex and race'))).toEqual([]);
  });
});

describe('formatFindings()', () => {
  test('says what was found, and that groups were too small', () => {
    const lines = formatFindings(
      fairnessOf({
        a: countsOf(100, 50, 100, 50),
        b: countsOf(50, 25, 50, 0),
        c: countsOf(1, 1, 0, 0)
      })
    );
    expect(lines).toEqual([
      'fairness at threshold 0.5, groups against the largest:',
      `  sex: b is selected 25.0 points less often than a (0.250 against 0.500) at threshold 0.5; ${TRY}`,
      '  sex: too small to judge at threshold 0.5 (under 30 rows, 10 positives or 10 negatives): c'
    ]);
  });

  test('says it of the served decision first, where that is another', () => {
    const { labels, probabilities, cells } = rowsOf({
      a: countsOf(100, 50, 100, 50),
      b: countsOf(50, 25, 50, 0)
    });
    expect(
      formatFindings(describeAt(labels, probabilities, [categoryOf('sex', cells)], 0.3125))
    ).toEqual([
      'fairness of the served decision (threshold 0.313), groups against the largest:',
      `  sex: b is selected 25.0 points less often than a (0.250 against 0.500) by the served decision (threshold 0.313); ${TRY}`,
      'fairness at threshold 0.5, groups against the largest:',
      `  sex: b is selected 25.0 points less often than a (0.250 against 0.500) at threshold 0.5; ${TRY}`
    ]);
  });

  test('says that nothing was found', () => {
    expect(formatFindings(fairnessOf({ a: countsOf(50, 25, 50, 25) }))).toEqual([
      'fairness at threshold 0.5, groups against the largest:',
      '  sex: no gap over 10 points'
    ]);
  });

  test('is silent without sensitive columns', () => {
    expect(formatFindings(describeAt(Uint8Array.of(1), Float64Array.of(0.5), []))).toEqual([]);
  });

  test('passes no control character on to a terminal', () => {
    const lines = formatFindings(
      fairnessOf({ a: countsOf(50, 25, 50, 25), 'b\u001b[2J\n': countsOf(20, 0, 20, 0) })
    );
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toMatch(/\p{Cc}/u);
  });
});
