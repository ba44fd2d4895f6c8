import { type Trial } from '@espalier/core/contracts';
import { REDUCTION, type Rung } from './rungs.ts';

/** A trial as far as it got: mean log loss, and what it saves against the defaults, over the rows of its rungs. */
export interface Result {
  readonly trial: number;
  readonly params: Readonly<Record<string, number>>;
  readonly rows: number;
  /** Infinity when it is no number. */
  readonly logLoss: number;
  readonly gain: number;
  readonly gainDeviation: number;
  readonly scoreUs: number;
  readonly seconds: number;
  readonly isComplete: boolean;
}

/** Trials that start together. */
const BRACKET = 9;

/**
 * Successive halving (Jamieson and Talwalkar 2016) in brackets of nine trials, as Hyperband has them (Li et al. 2018): of each
 * rung the best third goes on. Trial 0, the defaults, comes first and goes all the way. `look` gives what a trial found on a
 * rung, undefined when there is no time left.
 */
export async function halve(
  numTrials: number,
  rungs: readonly Rung[],
  maxScoreUs: number,
  look: (trial: number, rung: number) => Promise<Trial | undefined>
): Promise<Result[]> {
  const results = new Map<number, Result>();
  const climb = async (trial: number, rung: number): Promise<Result | undefined> => {
    const found = await look(trial, rung);
    if (found === undefined) return undefined;
    const isLast = rung === rungs.length - 1;
    const below = results.get(trial);
    const own = resultOf(found, rungs[rung]!.joins ? below : undefined, isLast);
    const result = { ...own, seconds: found.seconds + (below?.seconds ?? 0) };
    results.set(trial, result);
    return result;
  };
  const all = (): Result[] => [...results.values()];
  for (const rung of rungs.keys()) if ((await climb(0, rung)) === undefined) return all();
  for (let start = 1; start < numTrials; start += BRACKET) {
    let climbing = Array.from(
      { length: Math.min(BRACKET, numTrials - start) },
      (_, i) => start + i
    );
    for (const rung of rungs.keys()) {
      const judged: Result[] = [];
      for (const trial of climbing) {
        const result = await climb(trial, rung);
        if (result === undefined) return all();
        if (result.scoreUs <= maxScoreUs) judged.push(result);
      }
      climbing = judged
        .sort((a, b) => a.logLoss - b.logLoss || a.trial - b.trial)
        .slice(0, Math.ceil(climbing.length / REDUCTION))
        .map(({ trial }) => trial);
    }
  }
  return all();
}

/** What a rung found, together with what the rung below did on other rows. */
function resultOf(found: Trial, below: Result | undefined, isComplete: boolean): Result {
  const { trial, params, rows } = found;
  const here: Result = {
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
 * The trial to train by: of those that went all the way and are cheap enough to score, the one with the least log loss; but
 * the defaults unless it saves more than one standard error of the paired difference. Undefined when none is cheap enough.
 */
export function bestOf(results: readonly Result[], maxScoreUs: number): Result | undefined {
  const fit = results.filter(({ isComplete, scoreUs }) => isComplete && scoreUs <= maxScoreUs);
  const best = fit.reduce<Result | undefined>(
    (kept, next) => (kept === undefined || next.logLoss < kept.logLoss ? next : kept),
    undefined
  );
  const defaults = fit.find(({ trial }) => trial === 0);
  if (best === undefined || defaults === undefined) return best;
  return best.gain > best.gainDeviation / Math.sqrt(best.rows) ? best : defaults;
}
