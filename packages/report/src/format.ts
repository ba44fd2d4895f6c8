/** 0.1234 as "12.3%"; a dash for no number. */
export function formatPercent(share: number | null | undefined): string {
  return isNone(share) ? NONE : `${(100 * share).toFixed(1)}%`;
}

/** 1234567 as "1,234,567". */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** An aggregate of a column with three significant digits, never more: 141.26 as "141", 0.00001234 as "1.23e-5". */
export function formatValue(value: number | null | undefined): string {
  if (isNone(value)) return NONE;
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-3)) return value.toExponential(2);
  const [whole, decimals] = String(Number(value.toPrecision(3))).split('.') as [string, string?];
  const sign = whole.startsWith('-') ? '−' : '';
  return `${sign}${formatCount(Number(whole.replace('-', '')))}${decimals === undefined ? '' : `.${decimals}`}`;
}

const NONE = '–';

function isNone(value: number | null | undefined): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value);
}
