import { EspalierError } from '@espalier/core';

/** A key of every object in JavaScript: no column of a table can be read under it. */
const UNUSABLE = '__proto__';

export interface Names {
  readonly names: readonly string[];
  /** Columns that cannot be asked for, for people. */
  readonly notes: readonly string[];
}

/**
 * The names of a header, each of its own; a column without a usable name keeps its place with a blank one. Errors:
 * E_HEADER_INVALID for a name that stands there twice.
 */
export function checkNames(path: string, raw: readonly string[], trim: boolean): Names {
  const notes: string[] = [];
  const names = raw.map((given, i) => {
    const name = trim ? given.trim() : given;
    if (name.trim() === '') notes.push(`column ${i + 1} has no name: left out`);
    if (name === UNUSABLE)
      notes.push(`column ${i + 1} is named "${name}", which no column can be: left out`);
    return name.trim() === '' || name === UNUSABLE ? '' : name;
  });
  const used = names.filter(name => name !== '');
  const twice = [...new Set(used.filter((name, i) => used.indexOf(name) !== i))];
  if (twice.length > 0)
    throw new EspalierError(
      'E_HEADER_INVALID',
      `Cannot use the header of "${path}": ${
        areMostlyNumbers(used)
          ? 'it looks like a row: most of its names are numbers, and some stand there more than once'
          : `${twice.map(name => `"${name}"`).join(', ')} ${twice.length === 1 ? 'stands' : 'stand'} there more than once`
      }`,
      areMostlyNumbers(used)
        ? 'Add a line with the names of the columns at the top'
        : 'Give every column a name of its own'
    );
  return { names, notes };
}

/** More than half of the names are numbers, and not an ascending sequence such as years or 0, 1, 2. */
export function areMostlyNumbers(names: readonly string[]): boolean {
  const numbers = names.filter(name => name.trim() !== '' && Number.isFinite(Number(name)));
  if (numbers.length <= names.length / 2) return false;
  const steps = numbers.slice(1).map((name, i) => Number(name) - Number(numbers[i]));
  return numbers.length < 3 || !steps.every(step => step === steps[0] && step > 0);
}
