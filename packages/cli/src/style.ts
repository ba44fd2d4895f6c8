import colors from 'picocolors';
import type { Io } from './io.ts';

export type Style = ReturnType<typeof colors.createColors>;

/** Colours if stderr is a terminal and NO_COLOR is not set. */
export function styleOf(io: Io): Style {
  const refused = (io.env['NO_COLOR'] ?? '') !== '' || io.env['TERM'] === 'dumb';
  return colors.createColors(io.stderr.isTerminal && !refused);
}
