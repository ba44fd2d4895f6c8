import type { Random } from '@espalier/core';
import type { TrainParams } from '@espalier/core/contracts';
import type { TrainedFamily } from '../families/family.ts';

/** Draws one value, given the number of training rows. */
type Draw = (random: Random, numRows: number) => number;

/** Few digits, so that a record can be read and gives the same number back. */
const DIGITS = 4;

function uniform(low: number, high: number): Draw {
  return random => Number((low + random() * (high - low)).toPrecision(DIGITS));
}

/** A log-uniform value. */
function logUniform(low: number, high: number): Draw {
  return random => Number((low * (high / low) ** random()).toPrecision(DIGITS));
}

function logInteger(low: number, high: number): Draw {
  const draw = logUniform(low, high);
  return (random, numRows) => Math.round(draw(random, numRows));
}

/** Rows of a leaf: at most a twentieth of a small table. */
function leafRows(low: number, high: number): Draw {
  return (random, numRows) =>
    logInteger(low, Math.min(high, Math.max(2 * low, numRows / 20)))(random, numRows);
}

function fixed(value: number): Draw {
  return () => value;
}

/** The range of each parameter, by family; logistic regression chooses its penalty itself. */
const RANGES = {
  logistic: {},
  gbdt: {
    numLeaves: logInteger(4, 128),
    learningRate: logUniform(0.02, 0.2),
    minDataInLeaf: leafRows(5, 200),
    minSumHessianInLeaf: logUniform(1e-3, 10),
    lambdaL2: logUniform(1e-3, 30),
    featureFraction: uniform(0.4, 1),
    baggingFraction: uniform(0.5, 1),
    baggingFreq: fixed(1),
    catSmooth: logUniform(1, 100),
    catL2: logUniform(1, 100)
  },
  mlp: {
    units: logInteger(8, 128),
    learningRate: logUniform(3e-4, 0.01),
    l2: logUniform(1e-6, 0.01)
  }
} as const satisfies Record<TrainedFamily, Record<string, Draw>>;

/** The parameters of a family that are given. */
export function givenParams(family: TrainedFamily, given: TrainParams): Record<string, number> {
  const set = Object.entries<number | undefined>(given[family] ?? {}).filter(
    ([, value]) => value !== undefined
  );
  return Object.fromEntries(set) as Record<string, number>;
}

/** Whether the family has a parameter to search that is not fixed. */
export function isSearchable(family: TrainedFamily, given: TrainParams = {}): boolean {
  const fixed = givenParams(family, given);
  return Object.keys(RANGES[family]).some(name => !Object.hasOwn(fixed, name));
}

/** Random parameters of a family; given parameters stay. */
export function drawParams(
  family: TrainedFamily,
  random: Random,
  numRows: number,
  given: TrainParams = {}
): Record<string, number> {
  const drawn = Object.entries<Draw>(RANGES[family]).map(
    ([name, draw]) => [name, draw(random, numRows)] as const
  );
  return { ...Object.fromEntries(drawn), ...givenParams(family, given) };
}
