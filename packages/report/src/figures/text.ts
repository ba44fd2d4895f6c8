import { printable } from '../escape.ts';

/** The width of every figure, in the units of its drawing. */
export const WIDTH = 320;
const MAX_LABEL_LENGTH = 18;
/** The width of a character on an axis. */
export const CHARACTER = 5.5;

/** At most one decimal: this is read off a drawing. */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`;
}

export function shortenLabel(text: string, maxLength = MAX_LABEL_LENGTH): string {
  const characters = Array.from(printable(text));
  return characters.length <= maxLength
    ? characters.join('')
    : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** The room that the longest label takes to the left of horizontal bars. */
export function roomForLabels(labels: readonly string[], maxLength?: number): number {
  return 12 + 6 * Math.max(0, ...labels.map(label => shortenLabel(label, maxLength).length));
}
