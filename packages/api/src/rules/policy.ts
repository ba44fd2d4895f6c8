import { EspalierError } from '@espalier/core';
import { normaliseText } from '../redact/normalise.ts';

/** The name of the guardrail in answers and audit lines. */
export const POLICY_BLOCK = 'policy_block';

/** Phrases that block a request, for each model. */
export interface Policy {
  /** Whether a text for a model contains one of its phrases. */
  readonly blocks: (model: string, text: string) => boolean;
}

/**
 * Read phrases: those for one model as MODEL=PHRASE, the others for every model that has none of its own. `fallback` is used
 * if there are no others. Errors: E_USAGE.
 */
export function readPolicy(
  entries: readonly string[],
  models: readonly string[],
  fallback: readonly string[]
): Policy {
  const ofModel = new Map<string, string[]>();
  const ofAll: string[] = [];
  for (const entry of entries) {
    const [, model, phrase] = /^([^=]*)=([^]*)$/.exec(entry) ?? [];
    if (model === undefined) {
      ofAll.push(checkPhrase(entry));
      continue;
    }
    if (!models.includes(model)) throw notServed(model);
    const phrases = ofModel.get(model) ?? [];
    // MODEL= alone: nothing is blocked.
    if (phrase !== '') phrases.push(checkPhrase(phrase!));
    ofModel.set(model, phrases);
  }
  const others = ofAll.length > 0 ? ofAll : fallback.map(foldText);
  return {
    blocks(model, text) {
      const phrases = ofModel.get(model) ?? others;
      return phrases.length > 0 && spellings(text).some(t => phrases.some(p => t.includes(p)));
    }
  };
}

function checkPhrase(phrase: string): string {
  const folded = foldText(phrase).trim();
  if (folded !== '') return folded;
  throw new EspalierError(
    'E_USAGE',
    'Cannot use --disallowed-intent: the phrase is empty',
    'Pass a phrase, or MODEL= to block nothing for one model'
  );
}

function notServed(model: string): EspalierError {
  return new EspalierError(
    'E_USAGE',
    `Cannot use --disallowed-intent: "${model}" is not a served model`,
    'Pass MODEL=PHRASE with the name of a served model, or a phrase without "="'
  );
}

/** ASCII without runs of blanks needs only lower case. */
const PLAIN = /^(?:[\x21-\x7e]| (?! ))*$/;
const INVISIBLE = /[\p{DI}\p{Cf}]/u;
/** Accents, which belong to no script; the marks that belong to one are letters in it. */
const MARKS = /(?=\p{Script=Inherited})\p{Mn}/gu;
const SPACES = /[\s\u0085\u2800]+/g;

/** The texts that a reader may see: invisible characters join words, or part them. */
function spellings(text: string): string[] {
  if (PLAIN.test(text)) return [text.toLowerCase()];
  const joined = foldText(text);
  if (!INVISIBLE.test(text)) return [joined];
  return [joined, foldText(text.replace(new RegExp(INVISIBLE, 'gu'), ' '))];
}

/** Compatibility forms, case, accents, white space and invisible characters make no difference. */
function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return normaliseText(text.normalize('NFKD').replace(MARKS, ''))
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(SPACES, ' ');
}
