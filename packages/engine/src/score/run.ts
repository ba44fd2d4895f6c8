import type { Bundle } from '@espalier/bundle';
import { type CommonOptions, createProgress, type Io, styleOf } from '@espalier/cli';
import { present } from '@espalier/core';
import { countNoun } from '../local/count-noun.ts';
import { findTables } from '../local/find-tables.ts';
import { openModel } from '../local/open-model.ts';
import { withReading } from '../local/with-reading.ts';
import { nameInputs } from '../local/bad-rows.ts';
import { type ScoredTable, scoreTables } from '../local/score-table.ts';

export interface ScoreOptions extends CommonOptions {
  readonly bundle: string;
  readonly data: string;
  /** Reading keys, each as key=value. */
  readonly read?: readonly string[];
  readonly out: string;
  readonly keep?: readonly string[];
  readonly class: boolean;
  readonly reasons?: number;
  readonly prefix?: string;
  readonly onBad: 'reject' | 'quarantine';
}

/** Milliseconds between two lines of progress. */
const PROGRESS_MS = 5000;

/** Score a table and write it. Returns the exit code. */
export async function runScore(options: ScoreOptions, io: Io): Promise<number> {
  const progress = createProgress(io);
  const inputs = await findTables(options.data);
  const bundle = withReading(await openModel(options.bundle), options.read);
  const started = io.elapsed();
  let told = started;
  const scored = await scoreTables(bundle, inputs, {
    out: options.out,
    keep: options.keep ?? ['all'],
    prefix: options.prefix ?? '',
    withClass: options.class,
    numReasons: options.reasons ?? 0,
    onBad: options.onBad,
    onRows(numRows) {
      if (io.elapsed() - told < PROGRESS_MS) return;
      told = io.elapsed();
      progress.note(`scored ${numRows} rows`);
    }
  });
  const seconds = Math.max(io.elapsed() - started, 1) / 1000;
  printScored(bundle, inputs, scored, { ...options, seconds }, io);
  if (options.json)
    io.stdout.write(`${JSON.stringify(documentOf(bundle, scored, { ...options, seconds }))}\n`);
  return 0;
}

function printScored(
  { manifest, decision }: Bundle,
  inputs: readonly string[],
  scored: ScoredTable,
  { out, seconds }: { readonly out: string; readonly seconds: number },
  io: Io
): void {
  const style = styleOf(io);
  const { numRows, numBad, numScored, badFile, numPositive, meanProbability } = scored;
  const speed = Math.round(numScored / seconds);
  const byGroup = decision.group_thresholds;
  const threshold =
    byGroup === undefined
      ? `the threshold of ${Number(decision.threshold.toPrecision(4))}`
      : `the threshold of their ${byGroup.column}`;
  const lines = [
    ...scored.files.flatMap(({ path, notes }) => notes.map(note => style.dim(`${path}: ${note}`))),
    ...(scored.unused.length === 0
      ? []
      : [style.dim(`not used by the model: ${scored.unused.join(', ')}`)]),
    ...scored.warnings.map(
      ({ field, problem, rows }) =>
        `${style.yellow('warning')}: ${field}: ${countNoun(rows, 'cell')}: ${problem}`
    ),
    ...scored.files.flatMap(({ path, lacksGroups }) =>
      lacksGroups
        ? [
            `${style.yellow('warning')}: ${path} has no ${byGroup?.column ?? ''}: the overall threshold decides`
          ]
        : []
    ),
    ...scored.files.flatMap(({ path, lacking }) =>
      lacking.length === 0 ? [] : [`${path} has no ${lacking.join(', ')}: left empty`]
    ),
    `${style.bold(`scored ${numScored} of ${countNoun(numRows, 'row')}`)} of ${nameInputs(inputs)} with ${manifest.name} ${manifest.version} (${manifest.family})`,
    `  mean probability ${meanProbability.toFixed(4)}; ${countNoun(numPositive, 'row')} at or over ${threshold}`,
    ...(badFile === undefined
      ? []
      : [`  ${style.yellow(`${countNoun(numBad, 'row')} set aside`)}: see ${badFile}`]),
    `  wrote ${out} in ${seconds.toFixed(1)} s, ${speed} rows a second`
  ];
  io.stderr.write(`${lines.join('\n')}\n`);
}

/** The result as `--json` prints it. */
function documentOf(
  { manifest, decision }: Bundle,
  scored: ScoredTable,
  { out, seconds }: { readonly out: string; readonly seconds: number }
): Record<string, unknown> {
  const { name, version, family, content_sha256 } = manifest;
  return present({
    out,
    model: { name, version, family, content_sha256 },
    rows: scored.numRows,
    scored: scored.numScored,
    set_aside: scored.numBad,
    bad_file: scored.badFile,
    columns: scored.columns,
    threshold: decision.threshold,
    positives: scored.numPositive,
    mean_probability: scored.meanProbability,
    files: scored.files.map(({ path, numRows, numBad }) => ({
      file: path,
      rows: numRows,
      set_aside: numBad
    })),
    warnings: scored.warnings.map(({ field, problem, rows }) => ({
      column: field,
      problem,
      rows
    })),
    unused: scored.unused,
    seconds: Math.round(seconds * 1000) / 1000
  });
}
