import { type CommonOptions, createProgress, type Io } from '@espalier/cli';
import { EspalierError } from '@espalier/core';
import { formatDatasetSpec } from '@espalier/core/contracts';
import { checkInputFile, checkWritableFile, exists, writeAtomic } from '@espalier/core/files';
import { inferWhole, type SpecOptions } from './spec/resolve-spec.ts';

export interface InferOptions extends CommonOptions, Omit<SpecOptions, 'spec'> {
  readonly target: string;
  /** File for the spec, - for standard output; beside the table by default. */
  readonly out?: string;
  readonly force: boolean;
}

/** Infer the dataset spec of a table and write it. Returns the exit code. */
export async function runInfer(options: InferOptions, io: Io): Promise<number> {
  const progress = createProgress(io);
  await checkInputFile(options.data);
  const { data, out = besideTable(data) } = options;
  const isPrinted = out === '-';
  if (!isPrinted && !options.force && (await exists(out)))
    throw new EspalierError(
      'E_USAGE',
      `Cannot write "${out}": the file exists`,
      'Pass --out FILE, or --force to overwrite it'
    );
  if (!isPrinted) await checkWritableFile(out);
  const spec = await inferWhole(
    options,
    progress,
    isPrinted ? 'printed below' : `written to ${out}`
  );
  const text = formatDatasetSpec(spec);
  if (!isPrinted) await writeAtomic(out, text);
  if (options.json) io.stdout.write(`${JSON.stringify({ spec, out: isPrinted ? null : out })}\n`);
  else if (isPrinted) io.stdout.write(text);
  return 0;
}

/** The path of the spec that the commands find: the table's base name with .yaml. */
function besideTable(path: string): string {
  return `${path.replace(/\.gz$/i, '').replace(/\.[^./\\]*$/, '')}.yaml`;
}
