import type { Progress } from '@espalier/cli';
import { EspalierError } from '@espalier/core';
import { type DatasetSpec, parseReadOptions } from '@espalier/core/contracts';
import {
  completeSpec,
  findSpec,
  type Inference,
  inferSpec,
  readColumnNames
} from '@espalier/tables';

/** What the command line says of a table. */
export interface SpecOptions {
  readonly data: string;
  readonly spec?: string;
  readonly target?: string;
  readonly positive?: string;
  /** Names of columns, each text one or several by comma. */
  readonly ignore?: readonly string[];
  readonly sensitive?: readonly string[];
  /** Reading keys, each as key=value. */
  readonly read?: readonly string[];
}

export interface FoundSpec {
  readonly spec: DatasetSpec;
  /** Was any of it inferred? */
  readonly isInferred: boolean;
}

/**
 * The dataset spec to train by: the one named or found, completed for the columns that it does not name, or a whole one inferred;
 * options of the command line win over it.
 */
export async function specFor(options: SpecOptions, progress: Progress): Promise<FoundSpec> {
  const found = await findSpec(options.data, options.spec);
  const { target } = options;
  const isOther =
    found !== undefined && target !== undefined && target !== found.spec.target.column;
  if (isOther && options.spec !== undefined)
    throw new EspalierError(
      'E_USAGE',
      `Cannot train on "${target}": the target of "${found.path}" is "${found.spec.target.column}"`,
      'Leave out --target, or --spec'
    );
  if (found !== undefined && !isOther) {
    progress.note(`using the dataset spec ${found.path}`);
    return completed(await withOptions(found.spec, options), options, progress);
  }
  if (isOther)
    progress.note(
      `not using the dataset spec ${found.path}: its target is "${found.spec.target.column}"`
    );
  return { spec: await inferWhole(options, progress), isInferred: true };
}

/** Infer a whole spec, and say what was inferred. Errors: E_USAGE without a target; as of inferSpec(). */
export async function inferWhole(
  options: SpecOptions,
  progress: Progress,
  written = 'written with the artifacts as dataset.yaml'
): Promise<DatasetSpec> {
  const { data, target, positive } = options;
  if (target === undefined)
    throw new EspalierError(
      'E_USAGE',
      `Cannot train on "${data}": it has no dataset spec, and no target is given`,
      'Pass --target COLUMN or --spec FILE'
    );
  progress.note(`reading ${data} to infer its columns`);
  const rules = { trim: true, ...parseReadOptions(options.read) };
  const names = await namesFor(options, rules);
  const { ignore, sensitive } = rolesOf(options, names);
  checkRoles(target, ignore, sensitive);
  const { spec, inferences, notes } = await inferSpec(data, {
    target,
    positive,
    ignore,
    sensitive,
    rules,
    onColumns: stepsOf(progress)
  });
  printNotes(notes, progress);
  progress.note(`no dataset spec: inferred one, ${written}`);
  progress.note(
    `  ${spec.target.column}: the target, positive is the value "${spec.target.positive}"`
  );
  for (const name of ignore) progress.note(`  ${name}: ignored, as asked`);
  for (const name of sensitive) progress.note(`  ${name}: sensitive, never an input of the model`);
  printInferences(inferences, progress);
  return spec;
}

/** A given spec with the options of the command line, which win over it. */
async function withOptions(spec: DatasetSpec, options: SpecOptions): Promise<DatasetSpec> {
  const rules = parseReadOptions(options.read);
  const { ignore, sensitive } = rolesOf(options, await namesFor(options, { ...spec, ...rules }));
  checkRoles(spec.target.column, ignore, sensitive);
  const taken = new Set([...ignore, ...sensitive]);
  return {
    ...spec,
    ...rules,
    target: { ...spec.target, positive: options.positive ?? spec.target.positive },
    ignore: [
      ...spec.ignore.filter(name => !sensitive.includes(name)),
      ...without(ignore, spec.ignore)
    ],
    sensitive: [
      ...spec.sensitive.filter(name => !ignore.includes(name)),
      ...without(sensitive, spec.sensitive)
    ],
    features: Object.fromEntries(Object.entries(spec.features).filter(([name]) => !taken.has(name)))
  };
}

/** Infer the columns that a spec does not name, if there are any. */
async function completed(
  spec: DatasetSpec,
  { data }: SpecOptions,
  progress: Progress
): Promise<FoundSpec> {
  const {
    spec: whole,
    inferences,
    notes
  } = await completeSpec(data, spec, {
    onColumns: stepsOf(progress)
  });
  if (inferences.length === 0) return { spec: whole, isInferred: false };
  printNotes(notes, progress);
  progress.note(`not named in the spec, inferred: ${inferences.length} columns`);
  printInferences(inferences, progress);
  return { spec: whole, isInferred: true };
}

function printNotes(notes: readonly string[], progress: Progress): void {
  for (const note of notes) progress.note(note);
}

function printInferences(inferences: readonly Inference[], progress: Progress): void {
  for (const { column, as, because } of inferences) progress.note(`  ${column}: ${as}, ${because}`);
}

/** Progress of inference, shown for tables of many columns. */
function stepsOf(progress: Progress): (done: number, total: number) => void {
  return (done, total) => {
    if (total > MANY_COLUMNS) progress.step('inferring kinds of columns', done, total);
  };
}

const MANY_COLUMNS = 100;

function rolesOf(
  { ignore = [], sensitive = [] }: SpecOptions,
  names: readonly string[]
): { ignore: string[]; sensitive: string[] } {
  return {
    ignore: columnsOf('--ignore', ignore, names),
    sensitive: columnsOf('--sensitive', sensitive, names)
  };
}

async function namesFor(
  { data, ignore = [], sensitive = [] }: SpecOptions,
  rules: Parameters<typeof readColumnNames>[1]
): Promise<readonly string[]> {
  return ignore.length + sensitive.length === 0 ? [] : readColumnNames(data, rules);
}

/** Columns by name, several by comma; a name with a comma in it is one column. Errors: E_USAGE for one that is not there. */
function columnsOf(flag: string, given: readonly string[], names: readonly string[]): string[] {
  const wanted = given.flatMap(text =>
    names.includes(text) ? [text] : text.split(',').map(part => part.trim())
  );
  const absent = wanted.filter(name => !names.includes(name));
  if (absent.length > 0)
    throw new EspalierError(
      'E_USAGE',
      `Cannot use ${flag} "${absent[0]!}": the table has no such column`,
      `Its columns are ${names
        .slice(0, 20)
        .map(name => `"${name}"`)
        .join(', ')}${names.length > 20 ? ', …' : ''}`
    );
  return [...new Set(wanted)];
}

function checkRoles(target: string, ignore: readonly string[], sensitive: readonly string[]): void {
  const twice = [...ignore, ...sensitive].find(
    name => name === target || (ignore.includes(name) && sensitive.includes(name))
  );
  if (twice !== undefined)
    throw new EspalierError(
      'E_USAGE',
      `Cannot give "${twice}" two roles`,
      'Name a column once: as the target, under --ignore or under --sensitive'
    );
}

function without(names: readonly string[], others: readonly string[]): string[] {
  return names.filter(name => !others.includes(name));
}
