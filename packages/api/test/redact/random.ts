/** A seeded source of texts: the same corpora in every run. */
export interface Random {
  /** A whole number below `count`. */
  readonly below: (count: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** So many signs of an alphabet. */
  readonly text: (alphabet: string, length: number) => string;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    below,
    pick: list => list[below(list.length)]!,
    text: (alphabet, length) =>
      Array.from({ length }, () => alphabet[below(alphabet.length)]).join('')
  };
}

export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER = LOWER.toUpperCase();
export const DIGITS = '0123456789';
export const HEX = '0123456789abcdef';
export const BASE62 = UPPER + LOWER + DIGITS;
export const BASE64 = `${BASE62}+/`;
export const BASE64_URL = `${BASE62}-_`;
export const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A number with the check digit that Luhn's formula asks for. */
export function withCheckDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; ++i) {
    const digit = Number(digits[digits.length - 1 - i]);
    const value = i % 2 === 0 ? 2 * digit : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return digits + String((10 - (sum % 10)) % 10);
}

export function uuid({ text, pick }: Random): string {
  const part = (length: number): string => text(HEX, length);
  return `${part(8)}-${part(4)}-4${part(3)}-${pick(['8', '9', 'a', 'b'])}${part(3)}-${part(12)}`;
}
