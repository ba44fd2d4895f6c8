import { expect, test } from '@jest/globals';
import { chiSquare } from '../../packages/drift/src/detectors/chi-square.ts';
import { DETECTORS } from '../../packages/drift/src/detectors/index.ts';
import { jensenShannon } from '../../packages/drift/src/detectors/js.ts';
import { kolmogorovTail } from '../../packages/drift/src/detectors/ks.ts';
import { pairColumns } from '../../packages/drift/src/pair/pair.ts';
import { psi } from '../../packages/drift/src/detectors/psi.ts';
import { normal, randomSeeded } from '../../packages/core/src/random.ts';
import { describeWithPython, runPython } from '../support/python.ts';

interface Answer {
  readonly psi: number;
  readonly counts: [reference: number[], fresh: number[]];
  readonly ks: number;
  readonly js: number;
  readonly wasserstein: number;
  readonly normalised: number;
  readonly chi_square: [statistic: number, df: number, p: number];
  readonly tails: number[];
}

const SCRIPT = `
import json, sys
import numpy as np
from scipy import stats
from scipy.spatial import distance

def bin_names(a):
    # A value of a tenth of the rows, and each of at most ten values, is a bin; the rest lie between the deciles.
    values, rows = np.unique(a, return_counts=True)
    own = values if len(values) <= 10 else values[10 * rows >= len(a)]
    deciles = np.array([]) if len(values) <= 10 else np.quantile(a, np.arange(1, 10) / 10)
    bounds = np.unique(np.concatenate([deciles, own]))
    def name(x):
        if x in own:
            return (float(x), 1)
        below = bounds[bounds <= x]
        return (float(below[-1]) if len(below) else -np.inf, 2 if len(below) and below[-1] in own else 0)
    return name

given = json.load(sys.stdin)
answers = []
for a, b, tails in given:
    a, b = np.array(a), np.array(b)
    name = bin_names(a)
    names = [[name(x) for x in side] for side in (a, b)]
    filled = sorted(set(names[0]) | set(names[1]))
    counts = [np.array([side.count(bin) for bin in filled]) for side in names]
    p, q = [np.maximum(c / c.sum(), 1e-6) for c in counts]
    chi = stats.chi2_contingency(np.array(counts), correction=False)
    answers.append({
        'psi': float(np.sum((q - p) * np.log(q / p))),
        'counts': [c.tolist() for c in counts],
        'ks': float(stats.ks_2samp(a, b).statistic),
        'js': float(distance.jensenshannon(counts[0], counts[1], base=2)),
        'wasserstein': float(stats.wasserstein_distance(a, b)),
        'normalised': float(stats.wasserstein_distance(a, b) / np.std(a)),
        'chi_square': [float(chi[0]), int(chi[2]), float(chi[1])],
        'tails': [float(stats.kstwobign.sf(x)) for x in tails],
    })
print(json.dumps(answers))
`;

/** Smooth, of few values, with a spike of zeros, of more than ten values. */
function shape(x: number, i: number): number {
  return [x, Math.round(2 * x), Math.max(0, x), Math.round(5 * x)][i % 4]!;
}

function near(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}

describeWithPython('drift against scipy and numpy', () => {
  test('PSI, KS, chi-square, Jensen-Shannon and Wasserstein are the same', async () => {
    const random = randomSeeded(12);
    const tails = [0.2, 0.5, 0.9, 0.999, 1, 1.2, 1.7, 2.5];
    const cases = Array.from({ length: 40 }, (_, i) => {
      const draw = (n: number, by: number): number[] =>
        Array.from({ length: n }, () => {
          const x = normal(random) + by;
          return shape(x, i);
        });
      return [draw(30 + 20 * i, 0), draw(25 + 13 * i, (i % 5) / 4), tails] as const;
    });
    const answers = (await runPython(SCRIPT, cases)) as Answer[];
    for (const [i, [a, b]] of cases.entries()) {
      const answer = answers[i]!;
      const column = (values: readonly number[]): Parameters<typeof pairColumns>[0] => ({
        kind: 'number',
        name: 'x',
        values: Float64Array.from(values)
      });
      const pair = pairColumns(column(a), column(b));
      const filled = (counts: Float64Array): number[] =>
        [...counts].filter((_, k) => pair.reference[k]! + pair.fresh[k]! > 0);
      expect(filled(pair.reference)).toEqual(answer.counts[0]);
      expect(filled(pair.fresh)).toEqual(answer.counts[1]);
      near(psi(pair.reference, pair.fresh), answer.psi);
      near(pair.values!.distances!.ks, answer.ks);
      near(jensenShannon(pair.reference, pair.fresh), answer.js);
      near(pair.values!.distances!.wasserstein, answer.wasserstein);
      near(DETECTORS.wasserstein(pair)!, answer.normalised);
      const { statistic, df, pValue } = chiSquare(pair.reference, pair.fresh);
      near(statistic, answer.chi_square[0]);
      expect(df).toBe(answer.chi_square[1]);
      near(pValue, answer.chi_square[2]);
      for (const [k, x] of tails.entries()) near(kolmogorovTail(x), answer.tails[k]!);
    }
  });
});
