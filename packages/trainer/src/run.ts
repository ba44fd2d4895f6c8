import { type CommonOptions, createProgress, type Io, type Progress } from '@espalier/cli';
import { EspalierError } from '@espalier/core';
import type { DatasetSpec } from '@espalier/core/contracts';
import { checkInputFile, currentCommit, sha256File } from '@espalier/core/files';
import { findSpec, type Inference, inferSpec, readTable } from '@espalier/tables';
import { checkFeatures, tableWarnings } from './checks/index.ts';
import { checkFamily } from './families/index.ts';
import { metricsOf, saveTrained } from './library/save.ts';
import { openSearch } from './search/open-search.ts';
import { type Overrides, settingsFor } from './fit/settings.ts';
import { documentOf, printTrained } from './print.ts';
import { train } from './train.ts';

export interface TrainOptions extends CommonOptions, Overrides {
  readonly data: string;
  readonly spec?: string;
  readonly target?: string;
  readonly positive?: string;
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

/** Train on a file and write the bundle to a folder. Returns the exit code: 3 when the gate is not met. */
export async function runTrain(options: TrainOptions, io: Io): Promise<number> {
  const started = io.elapsed();
  const progress = createProgress(io);
  await checkInputFile(options.data);
  const spec = await specFor(options, progress);
  const settled = settingsFor(spec, options);
  await checkFamily(settled.family);
  const { table, labels, unused, ...keys } = await readTable(options.data, spec, {
    target: 'require',
    policies: 'enforce'
  });
  progress.note(`read ${table.numRows} rows of ${options.data}`);
  if (unused.length > 0) progress.note(`not in the spec, not used: ${unused.join(', ')}`);
  checkFeatures(table, labels, spec, new Set(options.allow));
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

/** The dataset spec to train by, found or inferred; --target and --positive win over it. */
async function specFor(options: TrainOptions, progress: Progress): Promise<DatasetSpec> {
  const { data, target, positive } = options;
  const found = await findSpec(data, options.spec);
  if (found !== undefined) {
    const isOther = target !== undefined && target !== found.spec.target.column;
    if (isOther && options.spec !== undefined)
      throw new EspalierError(
        'E_USAGE',
        `Cannot train on "${target}": the target of "${found.path}" is "${found.spec.target.column}"`,
        'Leave out --target, or --spec'
      );
    if (!isOther) {
      progress.note(`using the dataset spec ${found.path}`);
      return positive === undefined
        ? found.spec
        : { ...found.spec, target: { ...found.spec.target, positive } };
    }
    progress.note(
      `not using the dataset spec ${found.path}: its target is "${found.spec.target.column}"`
    );
  }
  if (target === undefined)
    throw new EspalierError(
      'E_USAGE',
      `Cannot train on "${data}": it has no dataset spec, and no target is given`,
      'Pass --target COLUMN or --spec FILE'
    );
  const { spec, inferences } = await inferSpec(data, target, positive);
  printInferences(spec, inferences, progress);
  return spec;
}

function printInferences(
  spec: DatasetSpec,
  inferences: readonly Inference[],
  progress: Progress
): void {
  progress.note(`no dataset spec: inferred one, written with the artifacts as dataset.yaml`);
  progress.note(
    `  ${spec.target.column}: the target, positive is the value "${spec.target.positive}"`
  );
  for (const { column, as, because } of inferences) progress.note(`  ${column}: ${as}, ${because}`);
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}
