import { beforeAll, expect, test } from '@jest/globals';
import { randomSeeded } from '../../packages/core/src/random.ts';
import { fitCalibration, logit, shareAt } from '../../packages/drift/src/model/calibration.ts';
import { compareLabels } from '../../packages/drift/src/model/compare-scores.ts';
import { estimateMetrics } from '../../packages/drift/src/model/estimate.ts';
import { createScoreCounter } from '../../packages/drift/src/model/score-counts.ts';
import { describeWithPython, runPython } from '../support/python.ts';

const SCRIPT = `
import json, sys
import numpy as np
from scipy import optimize, stats
from sklearn.metrics import roc_auc_score

given = json.load(sys.stdin)
logit = lambda p: np.log(p / (1 - p))
sigmoid = lambda x: 1 / (1 + np.exp(-x))

def line(bins):
    n, p, share = (np.array([b[k] for b in bins], float) for k in ('count', 'probability', 'share'))
    x = logit(p)
    def loss(w):
        t = w[0] + w[1] * x
        fit = np.sum(n * (np.logaddexp(0, t) - share * t))
        return fit + (w[0] ** 2 + (w[1] - 1) ** 2) / (2 * 0.3 ** 2)
    a, b = optimize.minimize(loss, [0, 1], method='BFGS', options={'gtol': 1e-10}).x
    m = sigmoid(a + b * x)
    w = n * m * (1 - m)
    prior = 1 / 0.3 ** 2
    precision = np.array([[w.sum() + prior, (w * x).sum()], [(w * x).sum(), (w * x * x).sum() + prior]])
    return {'line': [a, b], 'covariance': np.linalg.inv(precision).tolist()}

def estimate(scores, a, b, threshold):
    # Confidence-based performance estimation: each row is a positive of weight c and a negative of weight 1 - c.
    p = np.array(scores)
    c = sigmoid(a + b * logit(p))
    over = p >= threshold
    tp, fp = c[over].sum(), (1 - c[over]).sum()
    fn, tn = c[~over].sum(), (1 - c[~over]).sum()
    labels = np.r_[np.ones(len(p)), np.zeros(len(p))]
    return {
        'roc_auc': roc_auc_score(labels, np.r_[p, p], sample_weight=np.r_[c, 1 - c]),
        'accuracy': (tp + tn) / len(p),
        'precision': tp / (tp + fp),
        'recall': tp / (tp + fn),
        'f1': 2 * tp / (2 * tp + fp + fn),
        'brier': np.mean(c * (1 - p) ** 2 + (1 - c) * p ** 2),
    }

def shift(pairs):
    table = np.array([[k, n - k] for k, n in pairs])
    p, q = [row / row.sum() for row in table]
    test = stats.chi2_contingency(table, correction=False)
    return {'psi': float(np.sum((q - p) * np.log(q / p))), 'p': float(test[1])}

json.dump({
    'lines': [line(bins) for bins in given['tables']],
    'estimates': [estimate(given['scores'], a, b, given['threshold']) for a, b in given['lines']],
    'shifts': [shift(pairs) for pairs in given['labels']],
}, sys.stdout)
`;

interface Answer {
  readonly lines: { line: [number, number]; covariance: [number, number][] }[];
  readonly estimates: Record<string, number>[];
  readonly shifts: { psi: number; p: number }[];
}

const random = randomSeeded(77);
const tables = [20, 300, 5000].map(count =>
  Array.from({ length: 10 }, (_, i) => {
    const probability = (i + random()) / 10.01 + 0.0005;
    const share = shareAt(logit(probability), { intercept: 0.3, slope: 1.3 });
    return { count, probability, share: Math.min(Math.max(share + 0.1 * (random() - 0.5), 0), 1) };
  })
);
const scores = Array.from({ length: 3000 }, () => 0.001 + 0.998 * random() ** 2);
const lines = [
  [0, 1],
  [0.4, 1.3],
  [-0.5, 0.7]
] as const;
const labels = [
  [
    [300, 1000],
    [450, 1000]
  ],
  [
    [12, 40],
    [3, 90]
  ]
] as const;
const THRESHOLD = 0.37;

describeWithPython('the estimate without labels, against scipy and scikit-learn', () => {
  let answer: Answer;
  beforeAll(async () => {
    answer = (await runPython(SCRIPT, {
      tables,
      scores,
      lines,
      labels,
      threshold: THRESHOLD
    })) as Answer;
  });

  test('the line of the calibration and its covariance', () => {
    for (const [i, bins] of tables.entries()) {
      const { intercept, slope, covariance } = fitCalibration(bins);
      const expected = answer.lines[i]!;
      expect(intercept).toBeCloseTo(expected.line[0], 5);
      expect(slope).toBeCloseTo(expected.line[1], 5);
      const ratio = covariance.intercept / expected.covariance[0]![0];
      // Ours is wider by one factor throughout.
      expect(ratio).toBeGreaterThan(1);
      expect(covariance.slope / expected.covariance[1]![1]).toBeCloseTo(ratio, 4);
      expect(covariance.both / expected.covariance[0]![1]).toBeCloseTo(ratio, 4);
    }
  });

  test('the expected metrics, rows of one ten-thousandth of probability being ties', () => {
    const counter = createScoreCounter(THRESHOLD);
    counter.add(Float64Array.from(scores));
    for (const [i, [intercept, slope]] of lines.entries()) {
      const found = estimateMetrics(counter.counts(), { intercept, slope });
      for (const [metric, value] of Object.entries(answer.estimates[i]!))
        expect(Math.abs(found[metric as keyof typeof found]! - value)).toBeLessThan(1e-4);
    }
  });

  test('the label shift', () => {
    for (const [i, [before, after]] of labels.entries()) {
      const [reference, fresh] = [before, after].map(([positives, count]) => ({
        positives,
        count
      }));
      const found = compareLabels(reference, fresh, { threshold: 0.2 })!;
      expect(found.psi).toBeCloseTo(answer.shifts[i]!.psi, 12);
      expect(found.p_value).toBeCloseTo(answer.shifts[i]!.p, 9);
    }
  });
});
