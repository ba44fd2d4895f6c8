import { CLEAR_FORMS, DATE_FORMS, type DateOrder } from '../dates/instant.ts';
import type { CellValue } from './facts.ts';

const ISO =
  /^\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
const MONTH = /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;

export type DateColumn =
  | { readonly order: DateOrder | undefined }
  /** Day and month can be told apart in no cell. */
  | 'either order';

/** How a column writes its dates, where every text is one; undefined where one is not. */
export function findDateForm(texts: readonly string[]): DateColumn | undefined {
  if (texts.length === 0) return undefined;
  let isDmy = true;
  let isMdy = true;
  let isOrdered = false;
  for (const text of texts) {
    if (isClearDate(text)) continue;
    const fits = (order: 'dmy' | 'mdy'): boolean => isRealDate(text, DATE_FORMS[order]);
    isOrdered = true;
    isDmy &&= fits('dmy');
    isMdy &&= fits('mdy');
    if (!isDmy && !isMdy) return undefined;
  }
  if (!isOrdered) return { order: undefined };
  if (isDmy && isMdy) return 'either order';
  return { order: isDmy ? 'dmy' : 'mdy' };
}

function isClearDate(text: string): boolean {
  return (
    (ISO.test(text) && isRealDate(text.slice(0, 10).split(/[ T]/)[0]!, DATE_FORMS.ymd)) ||
    isRealDate(text, DATE_FORMS.ymd) ||
    Object.values(CLEAR_FORMS).some(form => isRealDate(text, form))
  );
}

function isRealDate(
  text: string,
  form: {
    readonly pattern: string;
    readonly month: number;
    readonly day: number | undefined;
    readonly year: number;
  }
): boolean {
  const found = new RegExp(form.pattern).exec(text);
  if (found === null) return false;
  const month = found[form.month]!;
  const number = /\d/.test(month) ? Number(month) : MONTH.test(month) ? 1 : 0;
  const day = form.day === undefined ? 1 : Number(found[form.day]);
  const year = found[form.year]!;
  return (
    number >= 1 &&
    number <= 12 &&
    day >= 1 &&
    day <= 31 &&
    (year.length === 2 || (Number(year) >= 1000 && Number(year) <= 2999))
  );
}

/** Are these whole numbers dates like 20240331? A few may be so by chance. */
export function areCompactDates(values: readonly CellValue[]): boolean {
  return values.length > 5 && values.every(({ text }) => isRealDate(text, CLEAR_FORMS.compact));
}
