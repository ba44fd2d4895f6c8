import { readTimeRange, type TableSpec } from '@espalier/tables';
import type { Period } from '../compare/report-schema.ts';
import type { Input } from './open-input.ts';

/** Read the first and the last day of a dataset from the time column that its spec names; null where it is not known. */
export async function readPeriod(
  input: Input,
  spec: TableSpec | undefined
): Promise<Period | null> {
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
