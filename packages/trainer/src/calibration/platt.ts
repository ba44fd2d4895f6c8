import { logit } from '@espalier/bundle';
import { countPositives } from '@espalier/core';
import type { Calibrator } from '@espalier/core/contracts';
import { minimize } from '../families/lbfgs.ts';

/**
 * Platt's sigmoid over log-odds: slope and intercept of the least log loss, with his targets a little off 0 and 1 (Platt
 * 1999). Undefined when the slope would turn the order around.
 */
export function fitPlatt(
  labels: Uint8Array,
  probabilities: Float64Array,
  weights?: Float64Array
): Calibrator | undefined {
  const n = weights === undefined ? labels.length : sumWhere(weights, labels);
  const numPositives =
    weights === undefined ? countPositives(labels) : sumWhere(weights, labels, 1);
  const high = (numPositives + 1) / (numPositives + 2);
  const low = 1 / (n - numPositives + 2);
  const scores = probabilities.map(logit);
  const { x } = minimize(
    ([slope = 0, intercept = 0], gradient) => {
      let loss = 0;
      gradient.fill(0);
      for (let i = 0; i < scores.length; ++i) {
        const z = slope * scores[i]! + intercept;
        const target = labels[i] === 1 ? high : low;
        const e = Math.exp(-Math.abs(z));
        const weight = weights === undefined ? 1 : weights[i]!;
        loss += weight * (Math.max(z, 0) + Math.log1p(e) - target * z);
        const residual = weight * ((z > 0 ? 1 : e) / (1 + e) - target);
        gradient[0]! += (residual * scores[i]!) / n;
        gradient[1]! += residual / n;
      }
      return loss / n;
    },
    Float64Array.of(1, 0),
    1e-9
  );
  const [slope = 0, intercept = 0] = x;
  return slope > 0 ? { kind: 'platt', slope, intercept } : undefined;
}

function sumWhere(weights: Float64Array, labels: Uint8Array, label?: number): number {
  return weights.reduce(
    (sum, weight, i) => (label === undefined || labels[i] === label ? sum + weight : sum),
    0
  );
}
