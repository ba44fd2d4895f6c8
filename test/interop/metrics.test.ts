import { beforeAll, expect, test } from '@jest/globals';
import { quantileSorted, sortedFinite } from '../../packages/core/src/quantiles.ts';
import { randomSeeded } from '../../packages/core/src/random.ts';
import {
  accuracy,
  f1,
  matthews,
  precision,
  recall
} from '../../packages/core/src/metrics/confusion.ts';
import { averagePrecision, rocAuc } from '../../packages/core/src/metrics/ranking.ts';
import { brierScore, logLoss } from '../../packages/core/src/metrics/probability.ts';
import { calibrationTable } from '../../packages/core/src/metrics/calibration.ts';
import { delongInterval } from '../../packages/core/src/metrics/delong.ts';
import { ksOfClasses } from '../../packages/core/src/metrics/separation.ts';
import { describeWithPython, runPython } from '../support/python.ts';

interface Case {
  readonly name: string;
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
  readonly threshold: number;
}

type Scores = Record<string, number>;

const SCRIPT = `
import json, sys, warnings
import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve
warnings.simplefilter("ignore")

def scores(case):
    y, p = np.array(case["labels"]), np.array(case["probabilities"])
    d = (p >= case["threshold"]).astype(int)
    out = {
        "log_loss": m.log_loss(y, p, labels=[0, 1]),
        "brier": m.brier_score_loss(y, p, pos_label=1),
        "accuracy": m.accuracy_score(y, d),
        "precision": m.precision_score(y, d, zero_division=0),
        "recall": m.recall_score(y, d, zero_division=0),
        "f1": m.f1_score(y, d, zero_division=0),
        "mcc": m.matthews_corrcoef(y, d),
    }
    if y.any():
        out["average_precision"] = m.average_precision_score(y, p)
    if y.any() and not y.all():
        out["roc_auc"] = m.roc_auc_score(y, p)
        fpr, tpr, _ = m.roc_curve(y, p, drop_intermediate=False)
        out["ks"] = np.abs(tpr - fpr).max()
    return out

def calibration(case, bins):
    share, probability = calibration_curve(case["labels"], case["probabilities"], n_bins=bins)
    return [probability.tolist(), share.tolist()]

def delong(case):
    """DeLong, DeLong and Clarke-Pearson 1988 by their definition, over all pairs."""
    y, p = np.array(case["labels"]), np.array(case["probabilities"])
    over, under = p[y == 1][:, None], p[y == 0][None, :]
    if min(over.size, under.size) < 2:
        return None
    psi = (over > under) + 0.5 * (over == under)
    variance = psi.mean(axis=1).var(ddof=1) / over.size + psi.mean(axis=0).var(ddof=1) / under.size
    if psi.mean() in (0, 1):
        return None
    margin = 1.959963984540054 * np.sqrt(variance)
    return [max(0, psi.mean() - margin), min(1, psi.mean() + margin)]

given = json.load(sys.stdin)
print(json.dumps({
    "scores": [scores(case) for case in given["cases"]],
    "calibration": [[calibration(case, bins) for bins in (1, 7, 10)] for case in given["cases"]],
    "delong": [delong(case) for case in given["cases"]],
    "quantiles": [np.quantile(list["values"], list["at"]).tolist() for list in given["lists"]],
}))
`;
import { confusionAt } from '../support/confusion.ts';

/** What scikit-learn leaves undefined is left out on both sides. */
function scoresOf({ labels, probabilities, threshold }: Case): Scores {
  const confusion = confusionAt(labels, probabilities, threshold);
  const scores = {
    log_loss: logLoss(labels, probabilities),
    brier: brierScore(labels, probabilities),
    accuracy: accuracy(confusion),
    precision: precision(confusion),
    recall: recall(confusion),
    f1: f1(confusion),
    mcc: matthews(confusion),
    ks: ksOfClasses(labels, probabilities),
    average_precision: averagePrecision(labels, probabilities),
    roc_auc: rocAuc(labels, probabilities)
  };
  return Object.fromEntries(Object.entries(scores).filter(([, value]) => !Number.isNaN(value)));
}

function caseOf(
  name: string,
  labels: Iterable<number>,
  probabilities: Iterable<number>,
  threshold = 0.5
): Case {
  return {
    name,
    labels: Uint8Array.from(labels),
    probabilities: Float64Array.from(probabilities),
    threshold
  };
}

/** Probabilities that go with the labels; `steps` makes ties. */
function randomCase(numRows: number, share: number, steps: number, seed: number): Case {
  const random = randomSeeded(seed);
  const labels = Array.from({ length: numRows }, () => (random() < share ? 1 : 0));
  const probabilities = labels.map(label => {
    const p = 0.35 * label + 0.65 * random();
    return steps === 0 ? p : Math.round(p * steps) / steps;
  });
  const name = `${numRows} rows, ${100 * share} % positive, ${steps === 0 ? 'no ties' : `${steps} steps`}`;
  return caseOf(name, labels, probabilities, 0.3 + 0.4 * random());
}

const CASES: readonly Case[] = [
  randomCase(5000, 0.3, 0, 1),
  randomCase(5000, 0.3, 100, 2),
  randomCase(2000, 0.02, 10, 3),
  randomCase(2000, 0.97, 5, 4),
  randomCase(300, 0.5, 1, 5),
  randomCase(20, 0.5, 4, 6),
  caseOf('all tied', [1, 0, 1, 0, 0], [0.5, 0.5, 0.5, 0.5, 0.5]),
  caseOf('perfect', [0, 0, 1, 1], [0, 0.1, 0.9, 1]),
  caseOf('reversed', [1, 1, 0, 0], [0, 0.1, 0.9, 1]),
  caseOf('certain and wrong', [1, 0], [0, 1]),
  caseOf('positives alone', [1, 1, 1], [0.2, 0.6, 0.9]),
  caseOf('negatives alone', [0, 0, 0], [0.2, 0.6, 0.9]),
  caseOf('no positive decision', [0, 1, 1], [0.1, 0.2, 0.3]),
  caseOf('a threshold that is one of the probabilities', [0, 1, 1], [0.3, 0.3, 0.7], 0.3),
  caseOf(
    'every multiple of a hundredth',
    Array.from({ length: 101 }, (_, i) => ((i * 7) % 3) & 1),
    Array.from({ length: 101 }, (_, i) => i / 100)
  ),
  caseOf('tiny differences', [0, 1, 0, 1], [0.5, 0.5 + 2 ** -53, 0.5 - 2 ** -54, 0.5])
];

/** The cases in which DeLong's variance is undefined, or 0 for want of rows. */
const WITHOUT_VARIANCE = [
  'perfect',
  'reversed',
  'certain and wrong',
  'positives alone',
  'negatives alone',
  'no positive decision',
  'a threshold that is one of the probabilities'
];

const QUANTILES = Array.from({ length: 101 }, (_, i) => i / 100);
const LISTS: readonly Float64Array[] = [
  Float64Array.of(3),
  Float64Array.of(1, 2),
  Float64Array.from({ length: 10 }, (_, i) => i % 3),
  ...[11, 100, 4001].map((length, seed) => {
    const random = randomSeeded(seed);
    return Float64Array.from({ length }, () => Math.exp(8 * random()) - 40);
  })
].map(sortedFinite);

describeWithPython('the metrics of scikit-learn and the quantiles of numpy', () => {
  let theirs: {
    scores: Scores[];
    calibration: [probabilities: number[], shares: number[]][][];
    delong: ([number, number] | null)[];
    quantiles: number[][];
  };

  beforeAll(async () => {
    theirs = (await runPython(SCRIPT, {
      cases: CASES.map(({ labels, probabilities, threshold }) => ({
        labels: [...labels],
        probabilities: [...probabilities],
        threshold
      })),
      lists: LISTS.map(values => ({ values: [...values], at: QUANTILES }))
    })) as typeof theirs;
  });

  test.each(CASES.map(({ name }, i) => [name, i] as const))('are ours: %s', (_, i) => {
    const ours = scoresOf(CASES[i]!);
    const expected = theirs.scores[i]!;
    expect(Object.keys(ours).sort()).toEqual(Object.keys(expected).sort());
    for (const [metric, value] of Object.entries(expected)) {
      const difference = Math.abs(ours[metric]! - value);
      expect({ metric, isEqual: difference <= 1e-12 * Math.max(1, Math.abs(value)) }).toEqual({
        metric,
        isEqual: true
      });
    }
  });

  test.each(CASES.map(({ name }, i) => [name, i] as const))('calibrate as ours do: %s', (_, i) => {
    const { labels, probabilities } = CASES[i]!;
    for (const [at, numBins] of [1, 7, 10].entries()) {
      const table = calibrationTable(labels, probabilities, numBins);
      const [means, shares] = theirs.calibration[i]![at]!;
      expect(table).toHaveLength(means.length);
      for (const [bin, { probability, share }] of table.entries()) {
        expect(Math.abs(probability - means[bin]!)).toBeLessThanOrEqual(1e-12);
        expect(Math.abs(share - shares[bin]!)).toBeLessThanOrEqual(1e-12);
      }
    }
  });

  test('delongInterval() is the one over all pairs', () => {
    const compared: string[] = [];
    for (const [i, { name, labels, probabilities }] of CASES.entries()) {
      const expected = theirs.delong[i];
      if (!expected) continue;
      const interval = delongInterval(labels, probabilities);
      for (const end of [0, 1] as const)
        expect(Math.abs(interval[end] - expected[end])).toBeLessThanOrEqual(1e-12);
      compared.push(name);
    }
    const left = CASES.map(({ name }) => name).filter(name => !compared.includes(name));
    expect(left).toEqual(WITHOUT_VARIANCE);
  });

  test.each(LISTS.map(({ length }, i) => [length, i] as const))(
    'quantileSorted() of %i values is that of numpy',
    (_, i) => {
      const expected = theirs.quantiles[i]!;
      expect(expected).toHaveLength(QUANTILES.length);
      for (const [at, q] of QUANTILES.entries()) {
        const value = expected[at]!;
        const difference = Math.abs(quantileSorted(LISTS[i]!, q) - value);
        expect(difference).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));
      }
    }
  );
});
