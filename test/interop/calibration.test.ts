import { expect, test } from '@jest/globals';
import { calibrate } from '../../packages/bundle/src/calibrate.ts';
import { normal, randomSeeded } from '../../packages/core/src/random.ts';
import { fitIsotonic } from '../../packages/trainer/src/calibration/isotonic.ts';
import { fitPlatt } from '../../packages/trainer/src/calibration/platt.ts';
import { describeWithPython, runPython } from '../support/python.ts';

const NUM_ROWS = 1500;
const random = randomSeeded(17);
const z = Array.from({ length: NUM_ROWS }, () => 1.5 * normal(random));
const labels = Uint8Array.from(z, value => (random() < 1 / (1 + Math.exp(-value)) ? 1 : 0));
/** Rounded, so that there are ties. */
const probabilities = Float64Array.from(
  z,
  value => Math.round(1000 / (1 + Math.exp(-2 * value))) / 1000
).map(p => Math.min(Math.max(p, 0.001), 0.999));
const grid = Float64Array.from({ length: 201 }, (_, i) => i / 200);
const input = { labels: [...labels], probabilities: [...probabilities], grid: [...grid] };

describeWithPython('calibration against scikit-learn', () => {
  test('isotonic steps are the same', async () => {
    const expected = (await runPython(
      `
import json, sys
import numpy as np
from sklearn.isotonic import IsotonicRegression
job = json.load(sys.stdin)
n = len(job["labels"])
model = IsotonicRegression(out_of_bounds="clip", y_min=1 / (2 * n), y_max=1 - 1 / (2 * n))
model.fit(job["probabilities"], job["labels"])
json.dump(model.predict(job["grid"]).tolist(), sys.stdout)
`,
      input
    )) as number[];
    const found = Float64Array.from(grid);
    calibrate(fitIsotonic(labels, probabilities), found);
    found.forEach((p, i) => {
      expect(p).toBeCloseTo(expected[i]!, 9);
    });
  });

  test('the sigmoid is the same', async () => {
    const { slope, intercept } = (await runPython(
      `
import json, sys
import numpy as np
from sklearn.calibration import _SigmoidCalibration
job = json.load(sys.stdin)
p = np.array(job["probabilities"])
model = _SigmoidCalibration().fit(np.log(p / (1 - p)), np.array(job["labels"]))
json.dump({"slope": -model.a_, "intercept": -model.b_}, sys.stdout)
`,
      input
    )) as { slope: number; intercept: number };
    const fitted = fitPlatt(labels, probabilities);
    expect(fitted).toEqual({
      kind: 'platt',
      slope: expect.closeTo(slope, 4),
      intercept: expect.closeTo(intercept, 4)
    });
  });
});
