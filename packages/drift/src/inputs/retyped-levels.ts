import type { CategoryProfile } from '@espalier/core/contracts';
import { countCells, isRetyped, type ReadingRules } from '@espalier/tables';
import { countColumn, kindOf, type Sample, type SampleFault } from '../pair/sample.ts';

/** With fewer cells, all may be new levels by chance. */
const MIN_CELLS = 10;

/**
 * Find categories whose new cells are all numbers although no reference level is one: codes in place of names.
 * Only columns without any known level are checked.
 */
export async function findRetypedLevels(
  reference: Sample,
  fresh: Sample,
  paths: readonly string[],
  rules: ReadingRules
): Promise<ReadonlyMap<string, SampleFault>> {
  const suspects = [...reference.columns].flatMap(([name, column]) => {
    const other = fresh.columns.get(name);
    if (other === undefined || fresh.faults.has(name) || kindOf(column) !== 'category') return [];
    const before = countColumn(column).profile as CategoryProfile;
    const now = countColumn(other).profile as CategoryProfile;
    const known = new Set(before.levels.filter((_, i) => before.counts[i]! > 0));
    const isKnown = now.levels.some((level, i) => now.counts[i]! > 0 && known.has(level));
    return !isKnown && now.count + now.unseen >= MIN_CELLS && ![...known].every(isNumber)
      ? [name]
      : [];
  });
  const found = new Map<string, SampleFault>();
  if (suspects.length === 0) return found;
  for (const path of paths)
    for (const counts of await countCells(path, suspects, rules))
      if (!isRetyped(counts) && counts.filled > 0 && counts.notNumbers === 0)
        found.set(counts.column, { kind: 'retyped', was: 'text', is: 'number' });
      else found.delete(counts.column);
  return found;
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}
