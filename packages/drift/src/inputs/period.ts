import { readTimeRange, type TableSpec } from '@espalier/tables';
import type { Period } from '../compare/report-schema.ts';
import type { Input } from './open-input.ts';

/** The first and the last day of a dataset: of a live profile's window, or of the time column that the spec names; null where it is not known. */
export async function readPeriod(
  input: Input,
  spec: TableSpec | undefined
): Promise<Period | null> {
  if (input.kind === 'profile' && input.profile.window !== undefined) {
    const { from, to } = input.profile.window;
    return { from: from.slice(0, 10), to: to.slice(0, 10) };
  }
  if (input.kind !== 'table' || spec?.time === undefined) return null;
  const column = spec.time;
  const found = await Promise.all(input.paths.map(path => readTimeRange(path, column, spec)));
  const ranges = found.filter(range => range !== undefined);
  if (ranges.length === 0) return null;
  return {
    from: formatDay(Math.min(...ranges.map(({ from }) => from))),
    to: formatDay(Math.max(...ranges.map(({ to }) => to)))
  };
}

function formatDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
