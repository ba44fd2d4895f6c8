import { beforeAll, expect, test } from '@jest/globals';
import { fitRidge } from '../../packages/trainer/src/families/logistic.ts';
import { normal, randomSeeded } from '../../packages/core/src/random.ts';
import { describeWithPython, runPython } from '../support/python.ts';

interface Problem {
  readonly features: readonly Float64Array[];
  readonly labels: Uint8Array;
  readonly penalty: number;
  readonly rowWeights?: Float64Array;
}

const SCRIPT = `
import json, sys
import numpy as np
from sklearn.linear_model import LogisticRegression

def fit(problem):
    x, y = np.array(problem["features"]).T, np.array(problem["labels"])
    model = LogisticRegression(C=1 / problem["penalty"], tol=1e-10, max_iter=100000)
    model.fit(x, y, sample_weight=problem["row_weights"])
    return {"intercept": model.intercept_[0], "weights": model.coef_[0].tolist()}

print(json.dumps([fit(problem) for problem in json.load(sys.stdin)]))
`;

/** Correlated columns, one of them 0 or 1, and labels that depend on some of them. */
function problemOf(numRows: number, numFeatures: number, penalty: number, seed: number): Problem {
  const random = randomSeeded(seed);
  const shared = Float64Array.from({ length: numRows }, () => normal(random));
  const features = Array.from({ length: numFeatures }, (_, j) =>
    Float64Array.from({ length: numRows }, (_, i) =>
      j === 1 ? (random() < 0.3 ? 1 : 0) : normal(random) + 0.5 * shared[i]!
    )
  );
  const labels = Uint8Array.from({ length: numRows }, (_, i) => {
    const logit = features.reduce((sum, values, j) => sum + (values[i]! * (3 - j)) / 4, -0.5);
    return random() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  });
  return { features, labels, penalty };
}

const PROBLEMS: readonly (readonly [string, Problem])[] = [
  ['a strong penalty', problemOf(500, 4, 1000, 1)],
  ['the usual penalty', problemOf(2000, 6, 1, 2)],
  ['a weak penalty', problemOf(2000, 6, 0.01, 3)],
  ['more features than rows', problemOf(30, 40, 1, 4)],
  ['one feature', problemOf(200, 1, 0.1, 5)],
  ['weights of rows', weighted(problemOf(1500, 5, 2, 6), 7)],
  ['weights of rows, a strong penalty', weighted(problemOf(800, 4, 300, 8), 9)]
];

/** The same problem with a weight from 0 to 5 for every row, a tenth of them 0. */
function weighted(problem: Problem, seed: number): Problem {
  const random = randomSeeded(seed);
  const rowWeights = Float64Array.from(problem.labels, () =>
    random() < 0.1 ? 0 : Math.round(500 * random()) / 100
  );
  return { ...problem, rowWeights };
}

/** A weight for every row: 1 where the problem names none. */
function rowWeightsOf({ rowWeights, labels }: Problem): Float64Array {
  return rowWeights ?? new Float64Array(labels.length).fill(1);
}

describeWithPython('the ridge logistic regression of scikit-learn', () => {
  let theirs: { intercept: number; weights: number[] }[];

  beforeAll(async () => {
    theirs = (await runPython(
      SCRIPT,
      PROBLEMS.map(([, problem]) => ({
        features: problem.features.map(values => [...values]),
        labels: [...problem.labels],
        penalty: problem.penalty,
        row_weights: [...rowWeightsOf(problem)]
      }))
    )) as typeof theirs;
  });

  test.each(PROBLEMS.map(([name], i) => [name, i] as const))(
    'has the weights of fitRidge(): %s',
    (_, i) => {
      const problem = PROBLEMS[i]![1];
      const { features, labels, penalty } = problem;
      const model = fitRidge(features, labels, rowWeightsOf(problem), penalty, 1e-10, undefined);
      const ours = [...model.weights, model.intercept];
      const expected = [...theirs[i]!.weights, theirs[i]!.intercept];
      expect(ours).toHaveLength(expected.length);
      // A weight that is all but zero has no digits of its own: it is held to those of the largest.
      const floor = 1e-7 * Math.max(...expected.map(Math.abs));
      for (const [j, weight] of expected.entries())
        expect(Math.abs(ours[j]! - weight)).toBeLessThan(1e-5 * Math.abs(weight) + floor);
    }
  );

  test('is that of the rows that take part, whatever the others hold', () => {
    const [, { features, labels, penalty }] = PROBLEMS[1]!;
    const doubled = features.map(values => Float64Array.of(...values, ...values.map(x => 9 - x)));
    const takesPart = new Uint8Array(2 * labels.length).fill(1, 0, labels.length);
    const twice = Uint8Array.of(...labels, ...labels);
    const model = fitRidge(doubled, twice, takesPart, penalty, 1e-10, undefined);
    for (const [j, weight] of theirs[1]!.weights.entries())
      expect(Math.abs(model.weights[j]! - weight)).toBeLessThan(1e-5);
  });
});
