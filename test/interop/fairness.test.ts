import { beforeAll, expect, test } from '@jest/globals';
import type { FairnessGrouping } from '../../packages/core/src/contracts/fairness.ts';
import { MISSING } from '../../packages/core/src/table.ts';
import { type Random, randomSeeded } from '../../packages/core/src/random.ts';
import { measureFairness } from '../../packages/core/src/metrics/fairness/measure.ts';
import { describeWithPython, runPython } from '../support/python.ts';

interface Case {
  readonly name: string;
  readonly labels: number[];
  readonly probabilities: number[];
  /** Two sensitive columns. */
  readonly cells: [string[], string[]];
}

interface Theirs {
  readonly demographic_parity_difference: number;
  readonly equal_opportunity_difference: number;
  /** [selection rate, TPR, FPR] of every group. */
  readonly groups: Record<string, [number, number, number]>;
}

const SCRIPT = `
import json, sys, warnings
import numpy as np
import fairlearn.metrics as f
warnings.simplefilter("ignore")
METRICS = {"selection_rate": f.selection_rate, "tpr": f.true_positive_rate, "fpr": f.false_positive_rate}

def measures(y, d, groups):
    by_group = f.MetricFrame(metrics=METRICS, y_true=y, y_pred=d, sensitive_features=groups).by_group
    return {
        "demographic_parity_difference": float(f.demographic_parity_difference(y, d, sensitive_features=groups)),
        "equal_opportunity_difference": float(f.equal_opportunity_difference(y, d, sensitive_features=groups)),
        "groups": {group: [float(row[metric]) for metric in METRICS] for group, row in by_group.iterrows()},
    }

def three(case):
    y, d = np.array(case["labels"]), (np.array(case["probabilities"]) >= 0.5).astype(int)
    a, b = case["cells"]
    return [measures(y, d, np.array(groups)) for groups in (a, b, [f"{x} & {y}" for x, y in zip(a, b)])]

print(json.dumps([three(case) for case in json.load(sys.stdin)]))
`;

/** Levels of falling share: the last ones are rare, and often of one class. */
function drawLevel(numLevels: number, random: Random): string {
  const level = Math.floor(numLevels * random() ** 3);
  return random() < 0.02 ? '(missing)' : `level ${level}`;
}

function randomCase(numRows: number, share: number, levels: [number, number], seed: number): Case {
  const random = randomSeeded(seed);
  const rows = Array.from({ length: numRows }, () => {
    const label = random() < share ? 1 : 0;
    const probability = Math.round((0.3 * label + 0.7 * random()) * 20) / 20;
    const cells = levels.map(numLevels => drawLevel(numLevels, random));
    return { label, probability, cells };
  });
  return {
    name: `${numRows} rows, ${100 * share} % positive, ${levels.join(' and ')} levels`,
    labels: rows.map(({ label }) => label),
    probabilities: rows.map(({ probability }) => probability),
    cells: [rows.map(({ cells }) => cells[0]!), rows.map(({ cells }) => cells[1]!)]
  };
}

// With 4 and 3 levels, missing apart, a pair has 20 groups at most: none is pooled.
const CASES: readonly Case[] = [
  randomCase(5000, 0.3, [4, 3], 1),
  randomCase(800, 0.05, [4, 3], 2),
  randomCase(300, 0.95, [4, 3], 3),
  randomCase(60, 0.5, [4, 3], 4),
  randomCase(12, 0.3, [4, 3], 5),
  randomCase(40, 0, [2, 2], 6),
  randomCase(40, 1, [2, 2], 7),
  randomCase(3, 0.5, [1, 1], 8)
];

function oursOf({ labels, probabilities, cells }: Case): FairnessGrouping[] {
  const sensitive = cells.map((column, i) => {
    const levels = [...new Set(column)].filter(cell => cell !== '(missing)');
    const codes = Int32Array.from(column, cell =>
      cell === '(missing)' ? MISSING : levels.indexOf(cell)
    );
    return { kind: 'category' as const, name: `column ${i}`, levels, codes };
  });
  const { columns, intersections } = measureFairness(
    Uint8Array.from(labels),
    Uint8Array.from(probabilities, p => (p >= 0.5 ? 1 : 0)),
    sensitive,
    Float64Array.from(probabilities)
  );
  return [...Object.values(columns), ...intersections];
}

function expectNear(ours: number, theirs: number, what: string): void {
  expect({ what, isEqual: Math.abs(ours - theirs) <= 1e-12 }).toEqual({ what, isEqual: true });
}

describeWithPython('the fairness metrics of Fairlearn', () => {
  let theirs: Theirs[][];

  beforeAll(async () => {
    theirs = (await runPython(SCRIPT, CASES)) as Theirs[][];
  }, 60_000);

  test.each(CASES.map(({ name }, i) => [name, i] as const))('are ours: %s', (_, i) => {
    oursOf(CASES[i]!).forEach((ours, j) => {
      const expected = theirs[i]![j]!;
      for (const metric of [
        'demographic_parity_difference',
        'equal_opportunity_difference'
      ] as const)
        expectNear(ours[metric]!, expected[metric], metric);
      expect(ours.groups.map(({ group }) => group).sort()).toEqual(
        Object.keys(expected.groups).sort()
      );
      for (const { group, selection_rate, tpr, fpr } of ours.groups)
        // Where we say null, Fairlearn says 0.
        [selection_rate, tpr, fpr].forEach((value, k) => {
          expectNear(value ?? 0, expected.groups[group]![k]!, `${group}, metric ${k}`);
        });
    });
  });
});
