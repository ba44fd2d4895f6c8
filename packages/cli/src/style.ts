import colors from 'picocolors';
import { type Io } from './io.ts';

export type Style = ReturnType<typeof colors.createColors>;

/** Colours where a person looks at a terminal and has not said NO_COLOR. */
export function styleOf(io: Io): Style {
  const refused = (io.env['NO_COLOR'] ?? '') !== '' || io.env['TERM'] === 'dumb';
  return colors.createColors(io.stderr.isTerminal && !refused);
}
