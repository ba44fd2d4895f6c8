/** A figure of 800 pixels cannot show more. */
const MAX_POINTS = 2000;

/** The measured values with their times in milliseconds; of many the lowest and the highest of each stretch. */
export function thinOut(
  times: Float64Array,
  values: Float64Array
): { readonly time: number; readonly value: number }[] {
  const measured = [...values.keys()].filter(i => !Number.isNaN(values[i]!));
  return pick(measured, values).map(i => ({ time: times[i]! / 1000, value: values[i]! }));
}

function pick(indices: readonly number[], values: Float64Array): readonly number[] {
  if (indices.length <= MAX_POINTS) return indices;
  const numStretches = MAX_POINTS / 2;
  return Array.from({ length: numStretches }, (_, k) => {
    const start = Math.floor((k * indices.length) / numStretches);
    const end = Math.floor(((k + 1) * indices.length) / numStretches);
    const stretch = indices.slice(start, end);
    const low = stretch.reduce((a, b) => (values[b]! < values[a]! ? b : a));
    const high = stretch.reduce((a, b) => (values[b]! > values[a]! ? b : a));
    return low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
  }).flat();
}
