import { type CountedText, countTexts, type ReadingRules } from '@espalier/tables';
import { type Alike, type Way, WAYS } from '../pair/sample.ts';

const REWRITES: Record<Way, (text: string) => string> = {
  numbers: text =>
    text.trim() !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text,
  case: text => text.toLowerCase(),
  spaces: text => text.trim().replaceAll(/\s+/g, ' '),
  unicode: text => text.normalize('NFC')
};

/** With a smaller share, the undeclared levels are most likely new ones. */
const MIN_SHARE = 0.5;

/** Find the columns whose undeclared levels would match known ones if they were written alike. `known`: levels by column. */
export async function findAlikeLevels(
  known: ReadonlyMap<string, readonly string[]>,
  paths: readonly string[],
  rules: ReadingRules
): Promise<ReadonlyMap<string, Alike>> {
  const columns = [...known.keys()];
  const texts = new Map<string, CountedText[]>(columns.map(name => [name, []]));
  if (columns.length > 0)
    for (const path of paths)
      for (const [name, counted] of await countTexts(path, columns, rules))
        for (const one of counted) texts.get(name)!.push(one);
  return new Map(
    [...known].flatMap(([name, levels]) => {
      const found = compareTexts(texts.get(name)!, levels);
      return found === undefined ? [] : [[name, found] as const];
    })
  );
}

/** One way that explains most of the undeclared rows, else all ways together. */
export function compareTexts(
  texts: readonly CountedText[],
  levels: readonly string[]
): Alike | undefined {
  const declared = new Set(levels);
  const undeclared = texts.filter(({ text }) => !declared.has(text));
  const total = rowsOf(undeclared);
  if (total === 0) return undefined;
  const shareBy = (ways: readonly Way[]): number => {
    const rewrite = (text: string): string => ways.reduce((cell, way) => REWRITES[way](cell), text);
    const rewritten = new Set(levels.map(rewrite));
    return rowsOf(undeclared.filter(({ text }) => rewritten.has(rewrite(text)))) / total;
  };
  const [best] = WAYS.map(way => ({ ways: [way], share: shareBy([way]) })).sort(
    (a, b) => b.share - a.share
  );
  const every = { ways: WAYS, share: shareBy(WAYS) };
  const found =
    best!.share >= every.share ? best! : { ...every, ways: neededWays(shareBy, every.share) };
  return found.share >= MIN_SHARE ? found : undefined;
}

/** The ways without which fewer rows would match. */
function neededWays(shareBy: (ways: readonly Way[]) => number, share: number): readonly Way[] {
  return WAYS.reduce<readonly Way[]>((kept, way) => {
    const without = kept.filter(other => other !== way);
    return shareBy(without) >= share ? without : kept;
  }, WAYS);
}

function rowsOf(texts: readonly CountedText[]): number {
  return texts.reduce((total, { rows }) => total + rows, 0);
}
