import { type RedactionRule, TRAITS } from './rule.ts';

/** Numbers of persons. Times, dates, versions and the numbers that systems give to requests stay. */
export const numberRules: readonly RedactionRule[] = [
  {
    name: 'payment card',
    pattern: /(?<!\d|\d[.-])\d(?:[ -]?\d){11,18}(?![\dA-Za-z]|-\d)/g,
    replacement: '[number]',
    needs: TRAITS.digits,
    minLength: 12,
    accepts: match => isCard(match!),
    example: ['4111 1111 ', '1111 1111']
  },
  {
    name: 'IBAN',
    pattern:
      /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g,
    replacement: '[number]',
    needs: TRAITS.digits | TRAITS.upper,
    minLength: 14,
    accepts: match => isIban(match!),
    example: ['DE8937040044', '0532013000']
  },
  {
    name: 'international telephone number',
    pattern:
      /(?<![\w+.])(?:\+[1-9]|(?<!\d |-)00[1-9]\d{0,2}(?=[ ./()-]))(?:[ ./()-]{0,3}\d){6,14}(?!\w|[.-]\d)/g,
    replacement: '[number]',
    needs: TRAITS.digits,
    minLength: 8,
    example: ['+41 79 123', ' 45 67']
  },
  {
    name: 'North American telephone number',
    pattern: /(?<![\w.-])(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])\d{3}[ .-]\d{4}(?![\w-]|\.\d)/g,
    replacement: '[number]',
    needs: TRAITS.digits,
    minLength: 12,
    example: ['555-123', '-4567']
  },
  {
    name: 'national telephone number',
    pattern:
      /(?<![\w./+-]|\d[:, ])(?!\d{2}[./-]\d{2}[./-]\d{2,4}(?!\d)|\d{2} \d{2} \d{4}(?!\d))\(?0\d{1,4}\)?(?:[ /]{1,2}\d(?:[ /-]?\d){4,9}|-\d{5,8})(?![\w-]|[.:]\d)/g,
    replacement: '[number]',
    needs: TRAITS.digits,
    minLength: 8,
    example: ['0170', '/1234567']
  },
  {
    name: 'US social security number',
    pattern: /(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g,
    replacement: '[number]',
    needs: TRAITS.digits | TRAITS.dash,
    minLength: 11,
    example: ['123-45', '-6789']
  }
];

/** First digits of the issuers of cards, with the lengths of their numbers. */
const ISSUERS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|[689])/, [14]],
  [/^(?:6011|64[4-9]|65)/, [16]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^62/, [16]],
  [/^(?:5[06-8]|6)/, [16]]
];

function isCard(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  const isSeparated = digits.length < text.length;
  const isKnown = ISSUERS.some(
    ([prefix, lengths]) =>
      prefix.test(digits) &&
      // Numbers of 17 to 19 digits are those of systems unless they are written in groups.
      (lengths.includes(digits.length) || (isSeparated && digits.length > 16))
  );
  if (!isKnown || (isSeparated && !/^\d{3,6}(?:[ -]\d{2,7}){2,4}$/.test(text))) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; ++i) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const value = i % 2 === 1 ? 2 * digit : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** Check the two digits of an IBAN. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  if (plain.length < 15 || plain.length > 34) return false;
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) {
    const value = parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
