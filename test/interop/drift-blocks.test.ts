import { expect, test } from '@jest/globals';
import { createBlocks } from '../../packages/drift/src/compare/blocks.ts';
import { testBlocks } from '../../packages/drift/src/compare/block-test.ts';
import { pairColumns } from '../../packages/drift/src/pair/pair.ts';
import { normal, randomSeeded } from '../../packages/core/src/random.ts';
import { describeWithPython, runPython } from '../support/python.ts';

const SCRIPT = `
import json, sys
import numpy as np
from scipy import stats
rng = np.random.default_rng(1)

def psi(a, b):
    edges = np.unique(np.quantile(a, np.arange(1, 10) / 10))
    bins = np.concatenate([[-np.inf], edges, [np.inf]])
    # Bins are [a, b).
    count = lambda x: np.bincount(np.searchsorted(edges, x, side='right'), minlength=len(edges) + 1)
    p, q = [np.maximum(count(x) / len(x), 1e-6) for x in (a, b)]
    return float(np.sum((q - p) * np.log(q / p)))

answers = []
for a, b, size in json.load(sys.stdin):
    blocks = [np.array(x[i:i + size]) for x in (a, b) for i in range(0, len(x), size)]
    n = len(a) // size
    seen = stats.ks_2samp(a, b).statistic
    ks, draws = [], []
    for _ in range(1500):
        order = rng.permutation(len(blocks))
        left = np.concatenate([blocks[i] for i in order[:n]])
        right = np.concatenate([blocks[i] for i in order[n:]])
        ks.append(stats.ks_2samp(left, right, method='asymp').statistic)
        draws.append(psi(left, right))
    answers.append({
        'p': (1 + int(np.sum(np.array(ks) >= seen - 1e-12))) / 1501,
        'expected': float(np.mean(draws)),
        'limit': float(np.quantile(draws, 0.95)),
    })
print(json.dumps(answers))
`;

interface Answer {
  readonly p: number;
  readonly expected: number;
  readonly limit: number;
}

describeWithPython('blocks of rows against numpy', () => {
  test('p-values, the mean PSI and its limit are those of other draws', async () => {
    const random = randomSeeded(21);
    const size = 20;
    const series = (by: number): number[] => {
      let x = normal(random);
      return Array.from({ length: 400 }, () => (x = 0.8 * x + normal(random)) + by);
    };
    const cases = [0, 0, 0.5, 1].map(by => [series(0), series(by), size] as const);
    const answers = (await runPython(SCRIPT, cases)) as Answer[];
    for (const [i, [a, b]] of cases.entries()) {
      const column = (values: readonly number[]) => ({
        kind: 'number' as const,
        name: 'x',
        values: Float64Array.from(values)
      });
      const rows = { reference: column(a), fresh: column(b) };
      const keys = Float64Array.from(a, (_, row) => Math.floor(row / size));
      const pair = pairColumns(rows.reference, rows.fresh);
      const found = testBlocks(pair, rows, createBlocks(keys, keys), 0.05, randomSeeded(i));
      const { p, expected, limit } = answers[i]!;
      // Four standard deviations of two shares of 1,000 draws.
      expect(Math.abs(found.pValue - p)).toBeLessThan(
        0.01 + 4 * Math.sqrt((2 * p * (1 - p)) / 1000)
      );
      expect(Math.abs(found.expected / expected - 1)).toBeLessThan(0.1);
      expect(Math.abs(found.limit / limit - 1)).toBeLessThan(0.2);
    }
  });
});
