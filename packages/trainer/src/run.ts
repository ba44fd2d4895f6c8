import { createProgress, type Io, type Progress } from '@espalier/cli';
import { EspalierError } from '@espalier/core';
import { type DatasetSpec, formatDatasetSpec } from '@espalier/core/contracts';
import { checkInputFile, checkWritableFolder, makeFolder, writeAtomic } from '@espalier/core/files';
import { specFor } from './spec/resolve-spec.ts';
import type { TrainOptions } from './train-options.ts';

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
    // Training is loaded once the first line is on the screen.
    const { trainBy } = await import('./train-by.ts');
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
