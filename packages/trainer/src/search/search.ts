import type { Progress } from '@espalier/cli';
import { EspalierError } from '@espalier/core';
import type { Metrics, TrainParams, Trial } from '@espalier/core/contracts';
import { canCalibrate } from '../calibration/index.ts';
import type { Constraints } from '../families/constraints.ts';
import type { FitSettings } from '../fit/settings.ts';
import type { TrainedFamily } from '../families/family.ts';
import { MIN_CLASS_ROWS } from '../limits.ts';
import type { TrainingRows } from '../split/training-rows.ts';
import { createTrialStream } from '../streams.ts';
import { evaluateTrial } from './evaluate-trial.ts';
import { drawParams, givenParams, isSearchable } from './ranges.ts';
import type { SearchSettings } from './record.ts';
import { type Rung, rungsOf } from './rungs.ts';
import { scoreCost } from './score-cost.ts';
import { bestOf, type Candidate, successiveHalving } from './successive-halving.ts';

export interface SearchResult {
  /** The families that are fast enough to score. */
  readonly families: readonly TrainedFamily[];
  /** Parameters by family, given or found. */
  readonly params: TrainParams;
  /** As in metrics.json. */
  readonly summary: NonNullable<Metrics['search']>;
}

/** Trials listed in metrics.json. */
const NUM_SHOWN = 10;

/** The trials of one family. */
interface Job {
  readonly training: TrainingRows;
  readonly columns: readonly string[];
  readonly family: TrainedFamily;
  readonly given: TrainParams;
  readonly constraints: Constraints | undefined;
  readonly rungs: readonly Rung[];
  readonly seed: number;
  readonly search: SearchSettings;
  /** Seconds; the defaults always run to the end. */
  readonly budget: number;
}

/**
 * Search parameters for families by log loss on out-of-fold training rows: seeded random trials, the defaults first. Errors:
 * E_TARGET_INVALID with too few rows, E_SCORING_TOO_SLOW when no family is fast enough to score.
 */
export async function searchParams(
  training: TrainingRows,
  columns: readonly string[],
  families: readonly TrainedFamily[],
  { seed, params: given = {}, constraints }: Pick<FitSettings, 'seed' | 'params' | 'constraints'>,
  search: SearchSettings,
  progress: Progress
): Promise<SearchResult> {
  if (!canCalibrate(training.labels))
    throw new EspalierError(
      'E_TARGET_INVALID',
      `Cannot search parameters: at least ${MIN_CLASS_ROWS} training rows of each class are needed`,
      'Add rows, or leave out --trials, --time-budget and --max-score-us'
    );
  const { limits } = search;
  const maxScoreUs = limits.max_score_us ?? Infinity;
  const rungs = rungsOf(training.table.numRows);
  const searched = families.filter(family => isSearchable(family, given));
  const tried: { family: TrainedFamily; results: Candidate[]; best: Candidate | undefined }[] = [];
  for (const family of families) {
    const place = searched.indexOf(family);
    const numTrials = place < 0 ? 1 : numTrialsOf(limits, families.length, searched.length, place);
    const budget = (limits.time_budget ?? Infinity) / Math.max(1, searched.length);
    const job = { training, columns, family, given, constraints, rungs, seed, search, budget };
    const results = await successiveHalving(
      numTrials,
      rungs,
      maxScoreUs,
      createEvaluator(job, numTrials, progress)
    );
    if (results.length === 0) throw incompleteRecord();
    const best = bestOf(results, maxScoreUs);
    tried.push({ family, results, best });
    if (best !== undefined && best.trial > 0)
      progress.note(
        `${family}: trial ${best.trial} of ${results.length} is best, its log loss ${best.gain.toFixed(5)} below that of the defaults`
      );
    else if (best !== undefined && results.length > 1)
      progress.note(
        `${family}: none of ${results.length - 1} trials is better than the defaults by more than chance`
      );
  }
  const cheap = tried.filter(({ best }) => best !== undefined);
  if (cheap.length === 0)
    throw new EspalierError(
      'E_SCORING_TOO_SLOW',
      `Cannot train a model that scores a row within ${maxScoreUs} us: ${fastestOf(tried)}`,
      'Raise --max-score-us, or choose a simpler family'
    );
  return {
    families: cheap.map(({ family }) => family),
    params: Object.fromEntries([
      ...Object.entries(given),
      ...cheap.flatMap(({ family, best }) => (best!.trial > 0 ? [[family, best!.params]] : []))
    ]) as TrainParams,
    summary: summarize(tried, limits)
  };
}

/** Families without ranges take one trial each; the others share the rest. */
function numTrialsOf(
  { trials, time_budget }: SearchSettings['limits'],
  numFamilies: number,
  numSearched: number,
  place: number
): number {
  if (trials === undefined) return time_budget === undefined ? 1 : Infinity;
  const rest = trials - (numFamilies - numSearched);
  return Math.max(1, Math.floor(rest / numSearched) + (place < rest % numSearched ? 1 : 0));
}

/** Evaluates a trial on a rung: returns the recorded result, or runs and records it; undefined when the time is over. */
function createEvaluator(
  { training, columns, family, given, constraints, rungs, seed, search, budget }: Job,
  numTrials: number,
  progress: Progress
): (trial: number, rung: number) => Promise<Trial | undefined> {
  const { record, clock, isReplay = false } = search;
  const defaults = new Map<number, Float64Array>();
  const paramsOf = (trial: number): Record<string, number> =>
    trial === 0
      ? givenParams(family, given)
      : drawParams(family, createTrialStream(seed, trial), training.table.numRows, given);
  const run = (params: Record<string, number>, rung: number) =>
    evaluateTrial(
      training,
      columns,
      { family, params: { [family]: params }, constraints },
      rungs[rung]!,
      seed
    );
  const defaultLosses = async (rung: number): Promise<Float64Array> => {
    const known = defaults.get(rung) ?? (await run(paramsOf(0), rung)).losses;
    defaults.set(rung, known);
    return known;
  };
  const known = new Set<number>();
  return async (trial, rung) => {
    if (!known.has(trial)) {
      known.add(trial);
      if (numTrials !== Infinity) progress.step(`trying ${family}`, known.size, numTrials);
    }
    const recorded = record.find(family, trial, rung);
    if (recorded !== undefined) return recorded;
    if (isReplay || (trial > 0 && record.spent(family) >= budget)) return undefined;
    // Before the clock of the trial starts: after a restart the defaults are fitted again.
    const against = trial === 0 ? undefined : await defaultLosses(rung);
    const start = clock();
    const params = paramsOf(trial);
    const { losses, scoring } = await run(params, rung);
    const score_us = scoreCost(scoring, training.table, clock);
    // At least one millisecond, so that a budget runs out whatever the clock.
    const seconds = Math.max(1, Math.round(clock() - start)) / 1000;
    if (trial === 0) defaults.set(rung, losses);
    const found: Trial = {
      ...{ family, trial, rung, params, rows: losses.length },
      ...compare(losses, against ?? losses),
      score_us,
      seconds
    };
    await record.add(found);
    return found;
  };
}

/** Mean log loss, and mean and deviation of the gain over the defaults; null where these are not numbers. */
function compare(
  losses: Float64Array,
  against: Float64Array
): Pick<Trial, 'log_loss' | 'gain' | 'gain_deviation'> {
  const n = losses.length;
  const meanOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / n;
  const gains = losses.map((loss, i) => against[i]! - loss);
  const gain = meanOf(gains);
  const numbers = {
    log_loss: meanOf(losses),
    gain,
    gain_deviation: Math.sqrt(meanOf(gains.map(x => (x - gain) ** 2)))
  };
  return Number.isFinite(numbers.log_loss)
    ? numbers
    : { log_loss: null, gain: null, gain_deviation: null };
}

type Tried = readonly {
  readonly family: TrainedFamily;
  readonly results: readonly Candidate[];
  readonly best: Candidate | undefined;
}[];

function summarize(tried: Tried, limits: SearchSettings['limits']): SearchResult['summary'] {
  const all = tried.flatMap(({ family, results, best }) =>
    results.map(result => ({ family, result, isBest: result === best }))
  );
  const complete = all
    .filter(({ result }) => result.isComplete)
    .sort((a, b) => a.result.logLoss - b.result.logLoss)
    .slice(0, NUM_SHOWN);
  return {
    ...limits,
    tried: all.length,
    pruned: all.filter(({ result }) => !result.isComplete).length,
    seconds: round3(all.reduce((sum, { result }) => sum + result.seconds, 0)),
    best: complete.map(({ family, result, isBest }) => ({
      family,
      trial: result.trial,
      log_loss: Number.isFinite(result.logLoss) ? result.logLoss : null,
      score_us: result.scoreUs,
      seconds: round3(result.seconds),
      params: result.params,
      chosen: isBest
    }))
  };
}

function round3(value: number): number {
  return Math.round(1000 * value) / 1000;
}

function fastestOf(tried: Tried): string {
  return tried
    .map(({ family, results }) => {
      const least = Math.min(...results.map(({ scoreUs }) => scoreUs));
      return `${family} takes ${least}`;
    })
    .join(', ');
}

function incompleteRecord(): EspalierError {
  return new EspalierError(
    'E_TRIALS_INVALID',
    'Cannot replay the trials: the record has none of a requested family',
    'Replay with the same --family, or search without --replay'
  );
}
