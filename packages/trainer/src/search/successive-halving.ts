import type { Trial } from '@espalier/core/contracts';
import { REDUCTION, type Rung } from './rungs.ts';

/** A trial as far as it was promoted: mean log loss, and its gain over the defaults, on the rows of its rungs. */
export interface Candidate {
  readonly trial: number;
  readonly params: Readonly<Record<string, number>>;
  readonly rows: number;
  /** Infinity where the loss is not a number. */
  readonly logLoss: number;
  readonly gain: number;
  readonly gainDeviation: number;
  readonly scoreUs: number;
  readonly seconds: number;
  readonly isComplete: boolean;
}

/** Number of trials that start together. */
const BRACKET = 9;

/**
 * Successive halving (Jamieson and Talwalkar 2016) in brackets of nine trials, as in Hyperband (Li et al. 2018): the best third
 * of each rung is promoted. Trial 0, the defaults, comes first and runs on every rung. `evaluate` returns the result of a trial
 * on a rung, or undefined when no time is left.
 */
export async function successiveHalving(
  numTrials: number,
  rungs: readonly Rung[],
  maxScoreUs: number,
  evaluate: (trial: number, rung: number) => Promise<Trial | undefined>
): Promise<Candidate[]> {
  const results = new Map<number, Candidate>();
  const promote = async (trial: number, rung: number): Promise<Candidate | undefined> => {
    const found = await evaluate(trial, rung);
    if (found === undefined) return undefined;
    const isLast = rung === rungs.length - 1;
    const below = results.get(trial);
    const own = candidateOf(found, rungs[rung]!.joins ? below : undefined, isLast);
    const result = { ...own, seconds: found.seconds + (below?.seconds ?? 0) };
    results.set(trial, result);
    return result;
  };
  const all = (): Candidate[] => [...results.values()];
  for (const rung of rungs.keys()) if ((await promote(0, rung)) === undefined) return all();
  for (let start = 1; start < numTrials; start += BRACKET) {
    let promoted = Array.from(
      { length: Math.min(BRACKET, numTrials - start) },
      (_, i) => start + i
    );
    for (const rung of rungs.keys()) {
      const evaluated: Candidate[] = [];
      for (const trial of promoted) {
        const result = await promote(trial, rung);
        if (result === undefined) return all();
        if (result.scoreUs <= maxScoreUs) evaluated.push(result);
      }
      promoted = evaluated
        .sort((a, b) => a.logLoss - b.logLoss || a.trial - b.trial)
        .slice(0, Math.ceil(promoted.length / REDUCTION))
        .map(({ trial }) => trial);
    }
  }
  return all();
}

/** The result of a rung, merged with that of the rung below on other rows. */
function candidateOf(found: Trial, below: Candidate | undefined, isComplete: boolean): Candidate {
  const { trial, params, rows } = found;
  const here: Candidate = {
    trial,
    params,
    rows,
    logLoss: found.log_loss ?? Infinity,
    gain: found.gain ?? -Infinity,
    gainDeviation: found.gain_deviation ?? 0,
    scoreUs: found.score_us,
    seconds: found.seconds,
    isComplete
  };
  if (below === undefined) return here;
  const total = rows + below.rows;
  const mean = (a: number, b: number): number => (a * rows + b * below.rows) / total;
  const gain = mean(here.gain, below.gain);
  const squares = mean(
    here.gainDeviation ** 2 + here.gain ** 2,
    below.gainDeviation ** 2 + below.gain ** 2
  );
  return {
    ...here,
    rows: total,
    logLoss: mean(here.logLoss, below.logLoss),
    gain,
    gainDeviation: Math.sqrt(Math.max(0, squares - gain ** 2))
  };
}

/**
 * The trial to train by: the one with the least log loss of those that ran on every rung and are fast enough to score. The
 * defaults stay unless it gains more than one standard error of the paired difference. Undefined when none is fast enough.
 */
export function bestOf(results: readonly Candidate[], maxScoreUs: number): Candidate | undefined {
  const fit = results.filter(({ isComplete, scoreUs }) => isComplete && scoreUs <= maxScoreUs);
  const best = fit.reduce<Candidate | undefined>(
    (kept, next) => (kept === undefined || next.logLoss < kept.logLoss ? next : kept),
    undefined
  );
  const defaults = fit.find(({ trial }) => trial === 0);
  if (best === undefined || defaults === undefined) return best;
  return best.gain > best.gainDeviation / Math.sqrt(best.rows) ? best : defaults;
}
