/** Both ends of a confidence interval at 95 %. */
export type Interval = readonly [low: number, high: number];

/** The standard normal distribution is within this of 0 for 95 %. */
export const Z_95 = 1.959963984540054;
