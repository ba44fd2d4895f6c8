import { refuseValue } from '@espalier/cli';
import { type DatasetSpec, readingKeysSchema } from '@espalier/core/contracts';

/** One `key=value` of --read: a reading key of the dataset spec. */
export type ReadOption = Partial<Pick<DatasetSpec, keyof typeof readingKeysSchema.shape>>;

/** Parse `header_line=3` or `missing_values=NA,-999`. Throws the error of a wrong value. */
export function parseReadOption(text: string): ReadOption {
  const at = text.indexOf('=');
  const keys = Object.keys(readingKeysSchema.shape);
  const key = text.slice(0, at).trim();
  if (at < 0 || !keys.includes(key))
    throw refuseValue(`expected KEY=VALUE with one of ${keys.join(', ')}`);
  const value = text.slice(at + 1);
  const parsed = readingKeysSchema.safeParse({ [key]: valueOf(key, value) });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const allowed =
    issue?.code === 'invalid_value'
      ? `one of ${issue.values.map(String).join('  ')}`
      : 'another value';
  throw refuseValue(`expected ${allowed} for ${key}`);
}

function valueOf(key: string, text: string): unknown {
  if (key === 'missing_values') return text.split(',').map(part => part.trim());
  if (key === 'header_line') return Number(text);
  return key === 'delimiter' && (text === '\\t' || text === 'tab') ? '\t' : text;
}

/** All of them; the last of a key wins. */
export function rulesOf(options: readonly ReadOption[] = []): ReadOption {
  return Object.assign({}, ...options) as ReadOption;
}
