import type { Calibrator } from '@espalier/core/contracts';
import { sigmoid } from './families/logistic.ts';

/** Probabilities are clipped to this distance from 0 and 1 before computing log-odds. */
const NEAREST = 1e-15;

/** Calibrate probabilities in place. */
export function calibrate(
  calibrator: Calibrator,
  probabilities: Float64Array // in, out
): void {
  switch (calibrator.kind) {
    case 'none':
      return;
    case 'platt': {
      const { slope, intercept } = calibrator;
      for (let i = 0; i < probabilities.length; ++i)
        probabilities[i] = sigmoid(slope * logit(probabilities[i]!) + intercept);
      return;
    }
    case 'isotonic': {
      const { from, to } = calibrator;
      for (let i = 0; i < probabilities.length; ++i)
        probabilities[i] = interpolate(from, to, probabilities[i]!);
    }
  }
}

export function logit(p: number): number {
  const kept = Math.min(Math.max(p, NEAREST), 1 - NEAREST);
  return Math.log(kept / (1 - kept));
}

function interpolate(from: readonly number[], to: readonly number[], x: number): number {
  let low = 0;
  let high = from.length - 1;
  if (x <= from[0]!) return to[0]!;
  if (x >= from[high]!) return to[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle]! <= x) low = middle;
    else high = middle;
  }
  const share = (x - from[low]!) / (from[high]! - from[low]!);
  return to[low]! + share * (to[high]! - to[low]!);
}
