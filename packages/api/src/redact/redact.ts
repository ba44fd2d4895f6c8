import { addressRules } from './address-rules.ts';
import { foldLookalikes, normaliseText } from './normalise.ts';
import { numberRules } from './number-rules.ts';
import { keyRules, opaqueRules } from './opaque-rules.ts';
import { redactPairs } from './pairs.ts';
import { type RedactionRule, TRAITS, traitsOf } from './rule.ts';
import { schemeRules } from './scheme-rules.ts';
import { vendorGroups, vendorRules } from './vendor-rules.ts';

/** Every rule but the pairs of a name and its value, which have a reader of their own. */
export const RULES: readonly RedactionRule[] = [
  ...keyRules,
  ...addressRules,
  ...schemeRules,
  ...vendorRules,
  ...numberRules,
  ...opaqueRules
];
/** Pairs are read after what a signature or a scheme tells, and before what only its look tells. */
const BEFORE_PAIRS = [...keyRules, ...addressRules, ...schemeRules, ...vendorGroups];
const AFTER_PAIRS = [...numberRules, ...opaqueRules];

/** Ids in the forms that servers and clients make up, and short numbers: no rule takes them. */
const USUAL_ID =
  /^(?:(?:(?!(?:pub)?key-)[a-z]{1,12}-)?(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})|(?=\d*[a-f])[0-9a-f]{16}|[0-7][0-9A-HJKMNP-TV-Z]{25}|\d{1,11}|[a-z]{1,4}[-_]?\d{1,7})$/i;

/** Replace what identifies a person or opens a door, and remove what cannot be seen. */
export function redact(text: string): string {
  if (USUAL_ID.test(text)) return text;
  const traits = traitsOf(text);
  if ((traits & TRAITS.foreign) === 0) return applyRules(text, traits);
  const plain = normaliseText(text);
  const folded = foldLookalikes(plain);
  const clean = applyRules(folded, traitsOf(folded));
  // Letters that only looked Latin come back where nothing was found.
  return clean === folded ? plain : clean;
}

/** Whether a text holds anything that `redact` replaces. */
export function holdsSecret(text: string): boolean {
  if (USUAL_ID.test(text)) return false;
  const traits = traitsOf(text);
  if ((traits & TRAITS.foreign) === 0) return applyRules(text, traits) !== text;
  const folded = foldLookalikes(normaliseText(text));
  return applyRules(folded, traitsOf(folded)) !== folded;
}

function applyRules(text: string, traits: number): string {
  let clean = text;
  for (const rule of BEFORE_PAIRS) clean = applyRule(rule, clean, traits);
  if ((traits & TRAITS.separator) !== 0) clean = redactPairs(clean);
  for (const rule of AFTER_PAIRS) clean = applyRule(rule, clean, traits);
  return clean;
}

/** Apply one rule to a text with the given traits. */
export function applyRule(
  rule: Omit<RedactionRule, 'example'>,
  text: string,
  traits: number
): string {
  const { pattern, replacement, needs, minLength, accepts } = rule;
  if (text.length < minLength || (traits & needs) !== needs) return text;
  if (accepts === undefined) return text.replace(pattern, replacement);
  let done = '';
  let from = 0;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    if (accepts(...found)) {
      done += text.slice(from, found.index) + replacement;
      from = pattern.lastIndex;
    } else {
      // The last part of a failed match may begin another.
      const [, first = '', second = ''] = found;
      if (first !== '') pattern.lastIndex = found.index + first.length + second.length;
    }
  }
  return from === 0 ? text : done + text.slice(from);
}
