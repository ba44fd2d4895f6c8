import type { Profile } from '@espalier/core/contracts';
import type { TableSpec } from '@espalier/tables';
import type { LeftOut } from '../compare/report-schema.ts';

/** Facts about the columns of both sides. */
export interface KnownColumns {
  readonly spec: TableSpec | undefined;
  /** Was no spec given? Then every column is to be compared. */
  readonly isInferred: boolean;
  /** Why the inference of kinds left a column out. */
  readonly reasons: ReadonlyMap<string, string>;
  /** The column of `--block`. */
  readonly block?: string | undefined;
  readonly compared: readonly string[];
  readonly reference: SideColumns;
  readonly fresh: SideColumns;
}

/** The names of a table's header, or a profile. */
export interface SideColumns {
  readonly names: readonly string[];
  readonly profile?: Profile | undefined;
}

/** List the columns of either side, and those of the spec, that are not compared, each with the reason. */
export function listLeftOut(known: KnownColumns): LeftOut[] {
  const { spec, compared, reference, fresh } = known;
  const isCompared = new Set(compared);
  const all = new Set([
    ...reference.names,
    ...fresh.names,
    ...(spec === undefined ? [] : [...Object.keys(spec.features), ...spec.sensitive])
  ]);
  return [...all]
    .filter(name => name !== '' && !isCompared.has(name))
    .map(column => ({ column, because: findReason(column, known) }));
}

function findReason(
  name: string,
  { spec, isInferred, reasons, block, reference, fresh }: KnownColumns
): string {
  if (spec?.target?.column === name) return 'the target';
  if (spec?.time === name) return 'the time of the rows';
  if (spec?.group === name) return 'the groups of the rows';
  if (block === name) return 'marks rows that depend on each other';
  if (spec?.weight === name) return 'the weight of the rows';
  const reason = reasons.get(name);
  if (reason !== undefined) return reason;
  if (spec?.ignore.includes(name) === true) return 'ignored by the spec';
  if (spec !== undefined && Object.hasOwn(spec.features, name) && spec.features[name]?.private)
    return 'private: not in a profile';
  const isNamed =
    isInferred ||
    spec === undefined ||
    Object.hasOwn(spec.features, name) ||
    spec.sensitive.includes(name);
  for (const [what, side] of [
    ['the reference', reference],
    ['the new data', fresh]
  ] as const) {
    if (side.profile !== undefined && Object.hasOwn(side.profile.columns, name)) {
      if (isEmpty(side.profile, name)) return `no row of it is counted in ${what}`;
    } else if (!side.names.includes(name) && isNamed) return `not in ${what}`;
  }
  return 'not named in the spec';
}

function isEmpty({ columns }: Profile, name: string): boolean {
  const column = columns[name]!;
  const unnamed = column.kind === 'category' ? column.unseen + (column.other ?? 0) : 0;
  return column.count + column.missing + unnamed === 0;
}
