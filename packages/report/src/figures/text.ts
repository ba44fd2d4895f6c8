import { printable } from '../escape.ts';

/** The width of every figure, in the units it is drawn in. */
export const WIDTH = 320;
/** Characters of a label that is drawn. */
const LABEL_LENGTH = 18;
/** The width of a character on an axis. */
export const CHARACTER = 5.5;

export function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`;
}

export function shortened(text: string): string {
  const characters = Array.from(printable(text));
  return characters.length <= LABEL_LENGTH
    ? characters.join('')
    : `${characters.slice(0, LABEL_LENGTH - 1).join('')}…`;
}

/** Room for the longest of the labels to the left of lying bars. */
export function roomFor(labels: readonly string[]): number {
  return 12 + 6 * Math.max(0, ...labels.map(label => shortened(label).length));
}
