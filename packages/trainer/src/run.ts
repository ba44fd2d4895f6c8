import { type CommonOptions, createProgress, type Io, type Progress } from '@espalier/cli';
import { EspalierError } from '@espalier/core';
import { type DatasetSpec, formatDatasetSpec } from '@espalier/core/contracts';
import {
  checkInputFile,
  checkWritableFolder,
  currentCommit,
  makeFolder,
  sha256File,
  writeAtomic
} from '@espalier/core/files';
import { readTable } from '@espalier/tables';
import { checkFeatures, tableWarnings } from './checks/index.ts';
import { checkFamily } from './families/index.ts';
import { metricsOf, saveTrained } from './library/save.ts';
import { openSearch } from './search/open-search.ts';
import { type Overrides, settingsFor } from './fit/settings.ts';
import { documentOf, printTrained } from './print.ts';
import { type FoundSpec, specFor, type SpecOptions } from './spec/resolve-spec.ts';
import { train } from './train.ts';

export interface TrainOptions extends CommonOptions, Overrides, SpecOptions {
  readonly outdir: string;
  readonly trials?: number;
  /** Seconds. */
  readonly timeBudget?: number;
  readonly maxScoreUs?: number;
  readonly replay?: string;
  readonly allow?: readonly string[];
}

/** Exit code for "done, and the answer is no". */
const GATE_FAILED = 3;
/** Exit code of a table that cannot be used. */
const BAD_DATA = 65;

/** Train on a file and write the bundle to a folder. Returns the exit code: 3 when the gate is not met. */
export async function runTrain(options: TrainOptions, io: Io): Promise<number> {
  const started = io.elapsed();
  const progress = createProgress(io);
  await checkInputFile(options.data);
  await checkWritableFolder(options.outdir);
  const { spec, isInferred } = await specFor(options, progress);
  try {
    return await trainBy({ spec, isInferred }, options, started, io, progress);
  } catch (error) {
    if (isInferred && error instanceof EspalierError)
      await keepSpec(spec, options, error, progress);
    throw error;
  }
}

/** Write a spec that was inferred beside the artifacts, so that a refusal can be answered by editing it. */
async function keepSpec(
  spec: DatasetSpec,
  { data, outdir }: TrainOptions,
  { exitCode }: EspalierError,
  progress: Progress
): Promise<void> {
  if (exitCode !== BAD_DATA) return;
  const path = `${outdir}/${spec.name}.inferred.yaml`;
  await makeFolder(outdir);
  await writeAtomic(path, formatDatasetSpec(spec));
  progress.note(
    `the inferred spec is in ${path}: change it there, then train --data ${data} --spec ${path}`
  );
}

async function trainBy(
  { spec, isInferred }: FoundSpec,
  options: TrainOptions,
  started: number,
  io: Io,
  progress: Progress
): Promise<number> {
  const settled = settingsFor(spec, options);
  await checkFamily(settled.family);
  const { table, labels, unused, notes, ...keys } = await readTable(options.data, spec, {
    target: 'require',
    policies: 'enforce'
  });
  // Inference has told them already.
  if (!isInferred) for (const note of notes) progress.note(note);
  progress.note(`read ${table.numRows} rows of ${options.data}`);
  if (unused.length > 0) progress.note(`not in the spec, not used: ${unused.join(', ')}`);
  checkFeatures(table, labels, spec, new Set(options.allow), progress);
  const dataset_sha256 = await sha256File(options.data);
  const { seed, validation, params } = settled;
  const search = await openSearch(
    options,
    spec,
    { dataset_sha256, seed, validation, params },
    io.elapsed,
    progress
  );
  const settings = { ...settled, ...keys, search, clock: io.elapsed, consume: true };
  const warnings = tableWarnings(table, labels, spec);
  const trained = await train(table, labels, spec, settings, progress);
  const metrics = metricsOf(
    trained,
    { spec, sha256: dataset_sha256, warnings },
    {
      seed,
      timestamp: io.now().toISOString(),
      git_sha: await currentCommit(),
      seconds: Math.round(io.elapsed() - started) / 1000
    }
  );
  const bundle = await saveTrained(
    options.outdir,
    { spec, source: fileName(options.data) },
    trained,
    metrics
  );
  printTrained(bundle, trained, options.outdir, io);
  if (options.json)
    io.stdout.write(`${JSON.stringify(documentOf(bundle, trained, options.outdir))}\n`);
  return metrics.gate === 'failed' ? GATE_FAILED : 0;
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}
