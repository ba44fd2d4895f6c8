/** Parameters by LightGBM's names in camelCase, with its defaults. */
export interface Params {
  /** Maximum number of trees. */
  readonly numIterations: number;
  readonly learningRate: number;
  readonly numLeaves: number;
  /** Levels of splits on a path; 0 or less = no limit. */
  readonly maxDepth: number;
  /** Maximum bins of a number, including the bin of missing values; 2 to 255. */
  readonly maxBin: number;
  /** Distinct values with fewer sampled rows share a bin; rarer levels are pooled. */
  readonly minDataInBin: number;
  /** Number of rows sampled to find the bins. */
  readonly binConstructSampleCnt: number;
  /** Minimum rows on each side of a split, estimated from hessians as LightGBM does. */
  readonly minDataInLeaf: number;
  readonly minSumHessianInLeaf: number;
  readonly lambdaL1: number;
  readonly lambdaL2: number;
  readonly minGainToSplit: number;
  /** Share of the features that each tree may use. */
  readonly featureFraction: number;
  /** Share of the rows in each bag; works when baggingFreq > 0. */
  readonly baggingFraction: number;
  /** Iterations that share a bag; 0 = no bagging. */
  readonly baggingFreq: number;
  /** Stop after this many iterations without a lower validation log loss; 0 = never. */
  readonly earlyStoppingRounds: number;
  /** Factor on the weight of the rows with label 1. */
  readonly scalePosWeight: number;
  readonly seed: number;
  /** 0 = as many as the machine has, one when the data is small. */
  readonly numThreads: number;
  /** -1, 0 or 1 per feature; empty = none. */
  readonly monotoneConstraints: readonly number[];
  /** Features of a path must lie in one of these groups; a feature in no group is never used; empty = no constraint. */
  readonly interactionConstraints: readonly (readonly number[])[];
  readonly catSmooth: number;
  readonly catL2: number;
  readonly maxCatThreshold: number;
  readonly maxCatToOnehot: number;
  readonly minDataPerGroup: number;
  /** Where a level absent from training goes: with the missing values, or to the mean of the node. */
  readonly unseenLevel: 'missing' | 'mean';
}

export const DEFAULTS: Params = {
  numIterations: 100,
  learningRate: 0.1,
  numLeaves: 31,
  maxDepth: -1,
  maxBin: 255,
  minDataInBin: 3,
  binConstructSampleCnt: 200_000,
  minDataInLeaf: 20,
  minSumHessianInLeaf: 1e-3,
  lambdaL1: 0,
  lambdaL2: 0,
  minGainToSplit: 0,
  featureFraction: 1,
  baggingFraction: 1,
  baggingFreq: 0,
  earlyStoppingRounds: 0,
  scalePosWeight: 1,
  seed: 0,
  numThreads: 0,
  monotoneConstraints: [],
  interactionConstraints: [],
  catSmooth: 10,
  catL2: 10,
  maxCatThreshold: 32,
  maxCatToOnehot: 4,
  minDataPerGroup: 100,
  unseenLevel: 'missing'
};

type NumberName = {
  [K in keyof Params]: Params[K] extends number ? K : never;
}[keyof Params];

/** Minimum, maximum, and whether the value must be an integer. */
const RANGES: Record<NumberName, readonly [number, number, 'integer' | 'real']> = {
  numIterations: [0, 100_000, 'integer'],
  learningRate: [Number.MIN_VALUE, 1e6, 'real'],
  numLeaves: [2, 65_536, 'integer'],
  maxDepth: [-1, 65_536, 'integer'],
  maxBin: [2, 255, 'integer'],
  minDataInBin: [1, 2 ** 31 - 1, 'integer'],
  binConstructSampleCnt: [1, 2 ** 31 - 1, 'integer'],
  minDataInLeaf: [0, 2 ** 31 - 1, 'integer'],
  minSumHessianInLeaf: [0, Number.MAX_VALUE, 'real'],
  lambdaL1: [0, Number.MAX_VALUE, 'real'],
  lambdaL2: [0, Number.MAX_VALUE, 'real'],
  minGainToSplit: [0, Number.MAX_VALUE, 'real'],
  featureFraction: [Number.MIN_VALUE, 1, 'real'],
  baggingFraction: [Number.MIN_VALUE, 1, 'real'],
  baggingFreq: [0, 2 ** 31 - 1, 'integer'],
  earlyStoppingRounds: [0, 2 ** 31 - 1, 'integer'],
  scalePosWeight: [Number.MIN_VALUE, 1e9, 'real'],
  seed: [0, 2 ** 32 - 1, 'integer'],
  numThreads: [0, 256, 'integer'],
  catSmooth: [0, Number.MAX_VALUE, 'real'],
  catL2: [0, Number.MAX_VALUE, 'real'],
  maxCatThreshold: [1, 65_536, 'integer'],
  maxCatToOnehot: [1, 65_536, 'integer'],
  minDataPerGroup: [1, 2 ** 31 - 1, 'integer']
};

/** Fill in the defaults; throws on an unknown name or a value out of range. */
export function readParams(given: Partial<Params>, kinds: readonly string[]): Params {
  const unknown = Object.keys(given).filter(name => !(name in DEFAULTS));
  if (unknown.length > 0)
    throw new TypeError(`Cannot read parameters: unknown ${unknown.join(', ')}`);
  const set = Object.entries(given).filter(([, value]) => (value as unknown) !== undefined);
  const params: Params = { ...DEFAULTS, ...(Object.fromEntries(set) as Partial<Params>) };
  for (const [name, [least, greatest, type]] of Object.entries(RANGES)) {
    const value = params[name as NumberName];
    const whole = type === 'real' || Number.isInteger(value);
    if (!(value >= least && value <= greatest && whole))
      throw new RangeError(
        `Cannot use ${name} ${value}: wanted ${type === 'real' ? 'a number' : 'an integer'} from ${least} to ${greatest}`
      );
  }
  checkMonotone(params.monotoneConstraints, kinds);
  checkInteraction(params.interactionConstraints, kinds.length);
  const { unseenLevel } = params as { unseenLevel: string };
  if (unseenLevel !== 'missing' && unseenLevel !== 'mean')
    throw new RangeError(`Cannot use unseenLevel "${unseenLevel}": wanted "missing" or "mean"`);
  return params;
}

function checkMonotone(signs: readonly number[], kinds: readonly string[]): void {
  if (signs.length === 0) return;
  if (signs.length !== kinds.length)
    throw new RangeError(
      `Cannot use monotoneConstraints: ${signs.length} signs, wanted ${kinds.length}`
    );
  signs.forEach((sign, feature) => {
    if (sign !== -1 && sign !== 0 && sign !== 1)
      throw new RangeError(
        `Cannot use monotoneConstraints: ${sign} for feature ${feature}, wanted -1, 0 or 1`
      );
    if (sign !== 0 && kinds[feature] === 'category')
      throw new RangeError(
        `Cannot use monotoneConstraints: feature ${feature} is a category, wanted a number`
      );
  });
}

function checkInteraction(groups: readonly (readonly number[])[], numFeatures: number): void {
  for (const feature of groups.flat()) {
    if (!Number.isInteger(feature) || feature < 0 || feature >= numFeatures)
      throw new RangeError(
        `Cannot use interactionConstraints: feature ${feature}, wanted 0 to ${numFeatures - 1}`
      );
  }
}
