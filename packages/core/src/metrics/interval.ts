/** Both ends of a confidence interval at 95 %. */
export type Interval = readonly [low: number, high: number];

/** The standard normal distribution is within this of 0 for 95 %. */
export const Z_95 = 1.959963984540054;

/** The interval of a difference of two independent estimates, from their own intervals (Zou and Donner 2008, equation 6). */
export function differenceInterval(
  [a, ofA]: readonly [estimate: number, Interval],
  [b, ofB]: readonly [estimate: number, Interval]
): Interval {
  const difference = a - b;
  return [
    difference - Math.hypot(a - ofA[0], ofB[1] - b),
    difference + Math.hypot(ofA[1] - a, b - ofB[0])
  ];
}
