import { type FlatLayer, flatten, type MlpModel } from './mlp.ts';

/** For smaller changes of a unit's sum, its slope replaces the quotient of changes. */
const NO_CHANGE = 1e-12;

/** A layer for one row: sums of its units before and after activation. */
interface Activation {
  readonly sums: Float64Array;
  readonly values: Float64Array;
}

/**
 * Contributions relative to a row of means by DeepLIFT's rescale rule (Shrikumar et al. 2017), which passes on a unit's
 * change in proportion. Returns the log-odds of the row of means.
 */
export function createMlpExplainer({
  layers
}: Pick<MlpModel, 'layers'>): (
  features: readonly Float64Array[],
  means: readonly number[],
  out: readonly Float64Array[]
) => number {
  const flat = layers.map(flatten);
  const activationOf = (): Activation[] =>
    flat.map(({ biases: { length } }) => ({
      sums: new Float64Array(length),
      values: new Float64Array(length)
    }));
  const atMeans = activationOf();
  const atRow = activationOf();
  return (features, means, out) => {
    const reference = Float64Array.from(means);
    runForward(flat, reference, atMeans);
    const row = new Float64Array(features.length);
    const numRows = out[0]?.length ?? 0;
    for (let i = 0; i < numRows; ++i) {
      for (let j = 0; j < row.length; ++j) row[j] = features[j]![i]!;
      runForward(flat, row, atRow);
      const multipliers = runBackward(flat, atMeans, atRow);
      for (let j = 0; j < row.length; ++j) out[j]![i] = multipliers[j]! * (row[j]! - reference[j]!);
    }
    return atMeans.at(-1)!.values[0]!;
  };
}

function runForward(
  layers: readonly FlatLayer[],
  row: Float64Array, // in
  out: readonly Activation[] // out
): void {
  let below = row;
  layers.forEach(({ weights, biases, numInputs }, l) => {
    const { sums, values } = out[l]!;
    const isHidden = l < layers.length - 1;
    for (let unit = 0; unit < sums.length; ++unit) {
      let sum = biases[unit]!;
      for (let input = 0; input < numInputs; ++input)
        sum += weights[unit * numInputs + input]! * below[input]!;
      sums[unit] = sum;
      values[unit] = isHidden && sum < 0 ? 0 : sum;
    }
    below = values;
  });
}

/** Change of the log-odds for each feature, from the means to the row. */
function runBackward(
  layers: readonly FlatLayer[],
  from: readonly Activation[], // in
  to: readonly Activation[] // in
): Float64Array {
  let above = Float64Array.of(1);
  for (let l = layers.length - 1; l >= 0; --l) {
    const { weights, numInputs } = layers[l]!;
    const below = new Float64Array(numInputs);
    for (let unit = 0; unit < above.length; ++unit)
      for (let input = 0; input < numInputs; ++input)
        below[input]! += weights[unit * numInputs + input]! * above[unit]!;
    if (l > 0) rescale(below, from[l - 1]!, to[l - 1]!);
    above = below;
  }
  return above;
}

function rescale(multipliers: Float64Array, from: Activation, to: Activation): void {
  for (let unit = 0; unit < multipliers.length; ++unit) {
    const change = to.sums[unit]! - from.sums[unit]!;
    multipliers[unit]! *=
      Math.abs(change) < NO_CHANGE
        ? Number(to.sums[unit]! > 0)
        : (to.values[unit]! - from.values[unit]!) / change;
  }
}
