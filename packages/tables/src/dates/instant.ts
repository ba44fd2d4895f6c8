import type { DatasetSpec } from '@espalier/core/contracts';

export type DateOrder = NonNullable<DatasetSpec['date_order']>;

const MONTHS = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec'
] as const;

const TIME = '(?:[ T,]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.\\d+)?)?\\s*([AaPp][Mm])?)?';
const MARK = '\\s*[-./ ]\\s*';

/** The forms of dates beside ISO 8601: the pattern, and which of its groups are year, month and day. */
export const DATE_FORMS = {
  // 2024/03/31, 2024.3.31
  ymd: {
    pattern: `^(\\d{4})${MARK}(\\d{1,2})${MARK}(\\d{1,2})${TIME}$`,
    year: 1,
    month: 2,
    day: 3
  },
  // 31.03.2024, 31/3/24
  dmy: {
    pattern: `^(\\d{1,2})${MARK}(\\d{1,2})${MARK}(\\d{4}|\\d{2})${TIME}$`,
    year: 3,
    month: 2,
    day: 1
  },
  // 03/31/2024, 3/31/24
  mdy: {
    pattern: `^(\\d{1,2})${MARK}(\\d{1,2})${MARK}(\\d{4}|\\d{2})${TIME}$`,
    year: 3,
    month: 1,
    day: 2
  }
} as const;

/** Forms that need no order: their month is a name, or there is no day. */
export const CLEAR_FORMS = {
  // 31 March 2024, 31-Mar-24
  named: {
    pattern: `^(\\d{1,2})${MARK}([A-Za-z]{3,9})\\.?,?${MARK}(\\d{4}|\\d{2})${TIME}$`,
    year: 3,
    month: 2,
    day: 1
  },
  // March 31, 2024
  namedFirst: {
    pattern: `^([A-Za-z]{3,9})\\.?${MARK}(\\d{1,2}),?${MARK}(\\d{4})${TIME}$`,
    year: 3,
    month: 1,
    day: 2
  },
  // Mar-2015
  monthYear: { pattern: `^([A-Za-z]{3,9})\\.?${MARK}(\\d{4})$`, year: 2, month: 1, day: undefined },
  // 2024-03, 2024/3
  yearMonth: { pattern: '^(\\d{4})[-./](\\d{1,2})$', year: 1, month: 2, day: undefined },
  // 03/2024
  monthOfYear: { pattern: '^(\\d{1,2})[-./](\\d{4})$', year: 2, month: 1, day: undefined },
  // 20240331
  compact: {
    pattern: '^((?:19|20)\\d{2})(0[1-9]|1[0-2])([0-3]\\d)$',
    year: 1,
    month: 2,
    day: 3
  }
} as const;

interface DateForm {
  readonly pattern: string;
  readonly year: number;
  readonly month: number;
  readonly day: number | undefined;
}

/** SQL of the milliseconds since 1970 of a date or timestamp; null for anything else. UTC where no zone is given. */
export function instantSql(text: string, order?: DateOrder): string {
  const forms: DateForm[] = [
    ...(order === undefined || order === 'ymd' ? [] : [DATE_FORMS[order]]),
    DATE_FORMS.ymd,
    ...Object.values(CLEAR_FORMS)
  ];
  return `CASE WHEN ${text} IS NOT NULL THEN coalesce(${[
    isoSql(text),
    ...(order === undefined || order === 'ymd' ? [] : [plainSql(text, order)]),
    onDemand(text, t => `coalesce(${forms.map(form => formSql(t, form)).join(', ')})`)
  ].join(', ')}) END`;
}

/**
 * SQL that is computed for no other rows than those that ask for it: DuckDB would compute what it finds in it more than once
 * beforehand, for every row.
 */
function onDemand(text: string, sqlOf: (text: string) => string): string {
  return `list_transform([${text}], lambda t: ${sqlOf('t')})[1]`;
}

/** The usual case of DATE_FORMS: no time, four digits of the year. In a thirtieth of the time. */
function plainSql(text: string, order: 'dmy' | 'mdy'): string {
  const format = order === 'dmy' ? '%d/%m/%Y' : '%m/%d/%Y';
  return `CASE WHEN regexp_matches(${text}, '^\\d{1,2}[-./]\\d{1,2}[-./]\\d{4}$') THEN epoch_ms(try_strptime(translate(${text}, '-.', '//'), '${format}')) END`;
}

function isoSql(text: string): string {
  // DuckDB reads a timestamp with an offset as if it had none, and 1/2/23 as the year 1.
  const offset = (part: number): string =>
    `try_cast(regexp_extract(t, ':\\d\\d(?:\\.\\d+)?\\s*([+-]\\d\\d):?(\\d\\d)$', ${part}) AS INTEGER)`;
  const minutes = `coalesce(60 * ${offset(1)} + sign(${offset(1)}) * ${offset(2)}, 0)`;
  // Few have one, and looking for it takes ten times as long as the rest.
  const zone = `CASE WHEN regexp_matches(${text}, '[+-]\\d\\d:?\\d\\d$') THEN 60000 * ${onDemand(text, () => minutes)} ELSE 0 END`;
  return `CASE WHEN regexp_matches(${text}, '^\\d{4}-') THEN epoch_ms(try_cast(${text} AS TIMESTAMP)) - ${zone} END`;
}

function formSql(text: string, { pattern, year, month, day }: DateForm): string {
  const group = (at: number): string => `regexp_extract(${text}, '${pattern}', ${at})`;
  const numberOf = (at: number): string => `try_cast(${group(at)} AS INTEGER)`;
  const isNamed = pattern.includes('[A-Za-z]{3,9}');
  const monthSql = isNamed
    ? `nullif(list_position([${MONTHS.map(name => `'${name}'`).join(', ')}], lower(left(${group(month)}, 3))), 0)`
    : numberOf(month);
  // Two digits as POSIX reads them: 69 to 99 are of the last century.
  const yearSql = `CASE WHEN length(${group(year)}) = 2 THEN ${numberOf(year)} + CASE WHEN ${numberOf(year)} < 69 THEN 2000 ELSE 1900 END ELSE ${numberOf(year)} END`;
  const date = `try_cast(printf('%04d-%02d-%02d', ${yearSql}, ${monthSql}, ${day === undefined ? '1' : numberOf(day)}) AS DATE)`;
  if (!pattern.includes(TIME)) return `epoch_ms(CAST(${date} AS TIMESTAMP))`;
  const at = 4;
  const hour = `CASE WHEN ${group(at + 3)} = '' THEN ${numberOf(at)} ELSE ${numberOf(at)} % 12 + CASE WHEN lower(${group(at + 3)}) = 'pm' THEN 12 ELSE 0 END END`;
  const seconds = `coalesce(3600 * (${hour}), 0) + coalesce(60 * ${numberOf(at + 1)}, 0) + coalesce(${numberOf(at + 2)}, 0)`;
  return `(epoch_ms(CAST(${date} AS TIMESTAMP)) + 1000 * (${seconds}))`;
}
