import type { SourceNames } from './source-names.ts';

/** The comparison again, as a pipeline runs it. */
export function compareCommand(names: SourceNames): string {
  const { reference, new: fresh, spec, bundle, since, season, time } = names;
  return joinCommand([
    'drift',
    ['--ref', reference],
    ['--new', fresh],
    ['--spec', spec],
    ['--bundle', bundle],
    ['--since', since],
    ['--season', season],
    ['--time', time],
    '--fail-on-drift'
  ]);
}

/** A training on the new rows; undefined where they are not in one file. */
export function trainCommand({ new: fresh, spec }: SourceNames): string | undefined {
  if (!/\.(csv|parquet|jsonl|ndjson)(\.gz)?$/i.test(fresh) || /[*?[]|^https?:/.test(fresh))
    return undefined;
  return joinCommand(['train', ['--data', fresh], ['--spec', spec], ['--outdir', 'candidate/']]);
}

function joinCommand(
  parts: readonly (string | readonly [flag: string, value: string | undefined])[]
): string {
  return parts
    .flatMap(part => {
      if (typeof part === 'string') return [part];
      const [flag, value] = part;
      return value === undefined ? [] : [`${flag} ${quote(value)}`];
    })
    .join(' ');
}

function quote(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
