import type { Progress } from '@espalier/cli';
import { EspalierError } from '@espalier/core';
import type { DatasetSpec, SearchLimits, TrainParams } from '@espalier/core/contracts';
import { sha256 } from '@espalier/core/files';
import { openRecord, replayRecord } from './record-file.ts';
import type { SearchSettings } from './record.ts';

/** The options of a search. */
export interface SearchOptions {
  readonly trials?: number;
  /** Seconds. */
  readonly timeBudget?: number;
  readonly maxScoreUs?: number;
  readonly replay?: string;
  readonly outdir: string;
}

/** Inputs that determine a trial, apart from its number. */
export interface SearchKey {
  readonly dataset_sha256: string;
  readonly seed: number;
  readonly validation: number;
  readonly params?: TrainParams | undefined;
}

/** The search that options and spec ask for, with its record; undefined when they ask for none. */
export async function openSearch(
  options: SearchOptions,
  spec: DatasetSpec,
  key: SearchKey,
  clock: () => number,
  progress: Progress
): Promise<SearchSettings | undefined> {
  const asked = limitsOf(options, {});
  if (options.replay !== undefined) {
    if (Object.keys(asked).length > 0)
      throw new EspalierError(
        'E_USAGE',
        'Cannot replay and search at once: --replay has its own limits',
        'Leave out --trials, --time-budget and --max-score-us, or --replay'
      );
    const replayed = await replayRecord(options.replay, keyOf(spec, key));
    return { ...replayed, isReplay: true, clock };
  }
  const limits = limitsOf(options, spec.train);
  if (Object.keys(limits).length === 0) return undefined;
  const path = `${options.outdir}/trials.jsonl`;
  return { record: await openRecord(path, keyOf(spec, key), limits, progress), limits, clock };
}

function limitsOf(
  { trials, timeBudget, maxScoreUs }: SearchOptions,
  spec: Partial<DatasetSpec['train']>
): SearchLimits {
  const limits = {
    trials: trials ?? spec.trials,
    time_budget: timeBudget ?? spec.time_budget,
    max_score_us: maxScoreUs ?? spec.max_score_us
  };
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}

/** Equal keys mean equal trials: gate, server and drift settings do not matter. */
function keyOf(spec: DatasetSpec, key: SearchKey): string {
  const { target, features, sensitive, group, time, trim } = spec;
  const { missing_values, decimal, thousands, encoding, delimiter } = spec;
  const { comment, header_line, date_order } = spec;
  const reading = { missing_values, decimal, thousands, encoding, delimiter };
  const lines = { comment, header_line, date_order };
  const roles = { target, features, sensitive, group, time, trim };
  return sha256(JSON.stringify({ ...roles, ...reading, ...lines, ...key }));
}
