import { binOfProbability, rankingCurve, type RankingCurve } from '@espalier/core/metrics';

type Points = [x: number, y: number][];

/** The scores as the page shows them: few numbers, however many the rows. */
export interface ScoreCurves {
  /** True positive rate over false positive rate. */
  readonly roc: Points;
  /** Precision over recall: a point's precision holds from the point before it. */
  readonly pr: Points;
  /** Share of the positives found over share of the rows contacted, the highest scores first. */
  readonly gains: Points;
  /** Thresholds that select more and more of the rows. */
  readonly cuts: readonly Cut[];
  /** Rows of each class by their probability, in bins of equal width. */
  readonly histogram: { readonly negatives: number[]; readonly positives: number[] };
}

/** A threshold, and how the rows at or above it fare. */
export interface Cut {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** Shares of the rows that somebody may have the means to contact. */
const CONTACTED = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75] as const;
/** About as many points as can be seen. */
const NUM_POINTS = 200;
const NUM_BINS = 20;

/** Both curves are empty where there is only one class. */
export function traceScores(
  labels: Uint8Array,
  probabilities: Float64Array,
  weights?: Float64Array
): ScoreCurves {
  const curve = rankingCurve(labels, probabilities, weights);
  const hasBoth = curve.numPositives > 0 && curve.numNegatives > 0;
  return {
    roc: hasBoth ? traceRoc(curve) : [],
    pr: hasBoth ? tracePrecision(curve) : [],
    gains: hasBoth ? traceGains(curve) : [],
    cuts: cutRows(curve),
    histogram: countScores(labels, probabilities, weights)
  };
}

/** Up and to the right from the origin: a point for every step of the two rates together. */
function traceRoc({
  truePositives,
  falsePositives,
  numPositives,
  numNegatives
}: RankingCurve): Points {
  const rates = Array.from(truePositives, (tp, i): [number, number] => [
    falsePositives[i]! / numNegatives,
    tp / numPositives
  ]);
  return thin([[0, 0], ...rates], ([x, y]) => x + y, 2 / NUM_POINTS);
}

function tracePrecision({ truePositives, falsePositives, numPositives }: RankingCurve): Points {
  const found = Array.from(truePositives, (tp, i): [number, number] => [
    tp / numPositives,
    tp / (tp + falsePositives[i]!)
  ]);
  const thinned = thin(found, ([recall]) => recall, 1 / NUM_POINTS);
  // Beyond the last positive precision only falls: no recall is gained by it.
  const whole = thinned.findIndex(([recall]) => recall === 1);
  const kept = thinned.slice(0, whole + 1);
  return [[0, kept[0]![1]], ...kept];
}

function traceGains({
  truePositives,
  falsePositives,
  numPositives,
  numNegatives
}: RankingCurve): Points {
  const shares = Array.from(truePositives, (tp, i): [number, number] => [
    (tp + falsePositives[i]!) / (numPositives + numNegatives),
    tp / numPositives
  ]);
  return thin([[0, 0], ...shares], ([x, y]) => x + y, 2 / NUM_POINTS);
}

/** For each share the lowest threshold that selects no more rows; rows of one score are selected together. */
function cutRows({
  thresholds,
  truePositives,
  falsePositives,
  numPositives,
  numNegatives
}: RankingCurve): Cut[] {
  const total = numPositives + numNegatives;
  const places = CONTACTED.map(share =>
    truePositives.findLastIndex((tp, i) => tp + falsePositives[i]! <= share * total)
  ).filter(place => place >= 0);
  return [...new Set(places)].map(i => ({
    threshold: thresholds[i]!,
    truePositives: truePositives[i]!,
    falsePositives: falsePositives[i]!
  }));
}

/** The first point, the last one, and those between that are at least a step beyond the one kept before. */
function thin(
  points: Points,
  placeOf: (point: readonly [number, number]) => number,
  step: number
): Points {
  let last = -Infinity;
  return points.filter((point, i) => {
    const place = placeOf(point);
    if (i > 0 && i < points.length - 1 && place < last + step) return false;
    last = place;
    return true;
  });
}

function countScores(
  labels: Uint8Array,
  probabilities: Float64Array,
  weights?: Float64Array
): ScoreCurves['histogram'] {
  const counts = [new Array<number>(NUM_BINS).fill(0), new Array<number>(NUM_BINS).fill(0)];
  for (let i = 0; i < labels.length; ++i)
    counts[labels[i]!]![binOfProbability(probabilities[i]!, NUM_BINS)]! += weights?.[i] ?? 1;
  return { negatives: counts[0]!, positives: counts[1]! };
}
