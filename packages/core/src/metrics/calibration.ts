/** The rows of one bin of probabilities: what was promised and what came. */
export interface CalibrationBin {
  /** The bin is (low, high]; the first one holds 0 as well. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The summed weights of its rows, where they have weights. */
  readonly weight?: number;
  /** Mean probability. */
  readonly probability: number;
  /** Share of positives. */
  readonly share: number;
}

/**
 * Reliability table: bins of equal width over 0 to 1, those without rows left out, with the edges of scikit-learn's
 * `calibration_curve`.
 */
export function calibrationTable(
  labels: Uint8Array,
  probabilities: Float64Array,
  numBins: number,
  weights?: Float64Array
): CalibrationBin[] {
  const sizes = new Float64Array(numBins);
  const counts = new Float64Array(numBins);
  const sums = new Float64Array(numBins);
  const positives = new Float64Array(numBins);
  for (let i = 0; i < labels.length; ++i) {
    const bin = binOfProbability(probabilities[i]!, numBins);
    const weight = weights === undefined ? 1 : weights[i]!;
    if (weight === 0) continue;
    ++counts[bin]!;
    sizes[bin]! += weight;
    sums[bin]! += weight * probabilities[i]!;
    positives[bin]! += weight * labels[i]!;
  }
  const table: CalibrationBin[] = [];
  for (const [bin, count] of counts.entries()) {
    if (count === 0) continue;
    table.push({
      low: bin / numBins,
      high: (bin + 1) / numBins,
      count,
      ...(weights === undefined ? {} : { weight: sizes[bin]! }),
      probability: sums[bin]! / sizes[bin]!,
      share: positives[bin]! / sizes[bin]!
    });
  }
  return table;
}

/** Mean distance of promised and true share over the rows (Naeini, Cooper and Hauskrecht 2015). */
export function expectedCalibrationError(table: readonly CalibrationBin[]): number {
  let sum = 0;
  let numRows = 0;
  for (const { count, weight = count, probability, share } of table) {
    sum += weight * Math.abs(probability - share);
    numRows += weight;
  }
  return sum / numRows;
}

/** The bin of a probability: the number of inner edges below it. */
export function binOfProbability(probability: number, numBins: number): number {
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`Cannot bin ${probability}: it is no probability`);
  // numpy's edges: multiples of the width, which are not always the fractions.
  const width = 1 / numBins;
  let bin = Math.min(Math.floor(probability * numBins), numBins - 1);
  if (bin > 0 && probability <= bin * width) --bin;
  if (bin + 1 < numBins && probability > (bin + 1) * width) ++bin;
  return bin;
}
