/** Finds one kind of secret. Rules run in the order of their table, each on what the ones before it left. */
export interface RedactionRule {
  readonly name: string;
  /** Global. Takes linear time: an unbounded repetition starts at the beginning of its run or ends the pattern. */
  readonly pattern: RegExp;
  readonly replacement: Replacement;
  /** Only a text with all of these traits holds one. */
  readonly needs: number;
  /** Shorter texts hold none. */
  readonly minLength: number;
  /** Decides on a match that the pattern alone cannot. */
  readonly accepts?: (...groups: readonly (string | undefined)[]) => boolean;
  /** A secret of this kind in parts, so that no scanner of this repository reports it. */
  readonly example: readonly string[];
}

export type Replacement = '[token]' | '[email]' | '[number]' | '[hex]' | '//[token]@';

/** Traits of a text, as bits. They spare most texts most rules. */
export const TRAITS = {
  /** Anything but printable ASCII. */
  foreign: 1,
  /** A sign that can stand for @, or begins such a spelling. */
  at: 2,
  space: 4,
  /** What stands between a name and its value. */
  separator: 8,
  slash: 16,
  dash: 32,
  underscore: 64,
  dot: 128,
  colon: 256,
  lower: 512,
  upper: 1024,
  /** Enough digits for a telephone number. */
  digits: 2048
} as const;

const MIN_DIGITS = 7;
const DIGIT = 4096;
const BY_SIGN: readonly (readonly [RegExp, number])[] = [
  [/[@%&=\\[({]/, TRAITS.at],
  [/ /, TRAITS.space],
  [/[=:>% ]/, TRAITS.separator],
  [/\//, TRAITS.slash],
  [/-/, TRAITS.dash],
  [/_/, TRAITS.underscore],
  [/[.~]/, TRAITS.dot],
  [/:/, TRAITS.colon],
  [/[a-z]/, TRAITS.lower],
  [/[A-Z]/, TRAITS.upper],
  [/\d/, DIGIT]
];
const TRAIT_OF = Uint16Array.from({ length: 128 }, (_, code) =>
  code < 0x20 || code === 0x7f
    ? TRAITS.foreign | (code >= 9 && code <= 13 ? TRAITS.space | TRAITS.separator : 0)
    : BY_SIGN.reduce(
        (traits, [signs, trait]) =>
          signs.test(String.fromCharCode(code)) ? traits | trait : traits,
        0
      )
);

export function traitsOf(text: string): number {
  let traits = 0;
  let numDigits = 0;
  for (let i = 0; i < text.length; ++i) {
    const code = text.charCodeAt(i);
    const trait = code < 128 ? TRAIT_OF[code]! : TRAITS.foreign;
    traits |= trait;
    numDigits += trait >>> 12;
  }
  return (traits & ~DIGIT) | (numDigits >= MIN_DIGITS ? TRAITS.digits : 0);
}
