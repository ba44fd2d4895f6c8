// Checks of decodeModel for values of unknown shape. Each message gives the place, the value found and the value wanted.

/** Objects and arrays are only named, never printed: a message stays short whatever the input. */
function show(value: unknown): string {
  if (typeof value === 'string') return value.length > 40 ? 'a long string' : `"${value}"`;
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}

export function fail(where: string, value: unknown, wanted: string): never {
  throw new RangeError(`Cannot read model: ${where} is ${show(value)}, wanted ${wanted}`);
}

export function checkObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fail(where, value, 'an object');
  return value as Record<string, unknown>;
}

/** A list of at most `most` entries. It may have holes: the caller checks each entry. */
export function checkList(value: unknown, where: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) fail(where, value, 'a list');
  if (value.length > most)
    throw new RangeError(
      `Cannot read model: ${where} has ${value.length} entries, wanted at most ${most}`
    );
  return value as unknown[];
}

export function checkInteger(value: unknown, where: string, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    fail(where, value, `an integer from ${least} to ${most}`);
  return value;
}

export function checkFinite(value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) fail(where, value, 'a finite number');
  return value;
}
