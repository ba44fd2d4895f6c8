import { type CategoryColumn, type Column, MISSING, type NumberColumn } from '../../table.ts';

/** Which group every row is in, as an index into `names`: no group is empty, the largest comes first, ties by name. */
export interface Grouping {
  readonly names: readonly string[];
  readonly codes: Int32Array;
}

/** The group of the empty cells. */
export const MISSING_GROUP = '(missing)';
/** The groups beyond the largest, and cells of a level that the column does not declare. */
export const OTHER_GROUP = '(other)';
/** Groups that keep their names, beside those two. */
export const MAX_GROUPS = 20;

/** The groups of a sensitive column: its levels, or the values of a number column. */
export function groupColumn(column: Column): Grouping {
  return orderBySize(
    poolRare(column.kind === 'number' ? groupValues(column) : groupLevels(column))
  );
}

/** The groups of two columns together; what is pooled in either is pooled here. */
export function intersect(a: Grouping, b: Grouping): Grouping {
  const names: string[] = [];
  const pairs = a.names.flatMap(left =>
    b.names.map(right =>
      left === OTHER_GROUP || right === OTHER_GROUP
        ? codeOf(OTHER_GROUP, names)
        : names.push(`${left} & ${right}`) - 1
    )
  );
  const codes = a.codes.map((code, i) => pairs[code * b.names.length + b.codes[i]!]!);
  return orderBySize(poolRare({ names, codes }));
}

/** The rows of every group. */
export function rowsByGroup({ names, codes }: Grouping): Uint32Array[] {
  const filled = new Uint32Array(names.length);
  const rows = countRows({ names, codes }).map(size => new Uint32Array(size));
  for (let i = 0; i < codes.length; ++i) rows[codes[i]!]![filled[codes[i]!]!++] = i;
  return rows;
}

function groupLevels({ levels, codes }: Pick<CategoryColumn, 'levels' | 'codes'>): Grouping {
  const names = [...levels];
  const missing = codeOf(MISSING_GROUP, names);
  const other = codeOf(OTHER_GROUP, names);
  return {
    names,
    codes: codes.map(code => (code >= 0 ? code : code === MISSING ? missing : other))
  };
}

function groupValues({ values }: NumberColumn): Grouping {
  const present = [...new Set(values)].filter(value => !Number.isNaN(value)).sort((a, b) => a - b);
  const codes = new Map(present.map((value, code) => [value, code]));
  return groupLevels({
    levels: present.map(String),
    codes: Int32Array.from(values, value => codes.get(value) ?? MISSING)
  });
}

/** The place of a name, which is added when it is not there: a level may be called "(missing)". */
function codeOf(name: string, names: string[]): number {
  const code = names.indexOf(name);
  return code >= 0 ? code : names.push(name) - 1;
}

function poolRare(grouping: Grouping): Grouping {
  const names = [...grouping.names];
  const rare = new Set(
    codesBySize(grouping)
      .filter(code => names[code] !== MISSING_GROUP && names[code] !== OTHER_GROUP)
      .slice(MAX_GROUPS)
  );
  if (rare.size === 0) return grouping;
  const other = codeOf(OTHER_GROUP, names);
  return { names, codes: grouping.codes.map(code => (rare.has(code) ? other : code)) };
}

function orderBySize(grouping: Grouping): Grouping {
  const order = codesBySize(grouping);
  const place = new Int32Array(grouping.names.length);
  order.forEach((code, i) => (place[code] = i));
  return {
    names: order.map(code => grouping.names[code]!),
    codes: grouping.codes.map(code => place[code]!)
  };
}

/** The groups that have rows, the largest first. Names are compared by code unit: no locale decides. */
function codesBySize(grouping: Grouping): number[] {
  const { names } = grouping;
  const sizes = countRows(grouping);
  return [...names.keys()]
    .filter(code => sizes[code]! > 0)
    .sort((a, b) => sizes[b]! - sizes[a]! || (names[a]! < names[b]! ? -1 : 1));
}

function countRows({ names, codes }: Grouping): number[] {
  const sizes = new Array<number>(names.length).fill(0);
  for (const code of codes) sizes[code]! += 1;
  return sizes;
}
