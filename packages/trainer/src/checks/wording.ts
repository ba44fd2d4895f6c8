/** Names beyond this many are counted. */
const MAX_NAMES = 10;

/** Names by comma, the first few of many. */
export function listNames(names: readonly string[]): string {
  const rest = names.length - MAX_NAMES;
  return rest > 0 ? `${names.slice(0, MAX_NAMES).join(', ')} and ${rest} more` : names.join(', ');
}

/** A word of a command line, in quotes where a shell would split or change it. */
export function quoteWord(word: string): string {
  if (/^[\p{L}\p{N}_.,:=@%/+-]+$/u.test(word)) return word;
  return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", String.raw`'\''`)}'` : `"${word}"`;
}

/** A count with its noun: 1 row, 2 rows. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
