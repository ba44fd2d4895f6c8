import type { Io, Progress } from '@espalier/cli';
import { currentCommit, sha256File } from '@espalier/core/files';
import { readTable } from '@espalier/tables';
import { checkFeatures, tableWarnings } from './checks/index.ts';
import { checkFamily } from './families/index.ts';
import { settingsFor } from './fit/settings.ts';
import { metricsOf, saveTrained } from './library/save.ts';
import { documentOf, printTrained } from './print.ts';
import { openSearch } from './search/open-search.ts';
import type { FoundSpec } from './spec/resolve-spec.ts';
import type { TrainOptions } from './train-options.ts';
import { train } from './train.ts';

/** Exit code for "done, and the answer is no". */
const GATE_FAILED = 3;

/** Train by a spec and write the bundle. Returns the exit code: 3 when the gate is not met. */
export async function trainBy(
  { spec, isInferred }: FoundSpec,
  options: TrainOptions,
  started: number,
  io: Io,
  progress: Progress
): Promise<number> {
  const settled = settingsFor(spec, options);
  await checkFamily(settled.family);
  const { table, labels, unused, notes, classes, ...keys } = await readTable(options.data, spec, {
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
  const warnings = tableWarnings(table, labels, spec, classes);
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
