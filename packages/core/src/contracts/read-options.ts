import { EspalierError } from '../errors.ts';
import { type DatasetSpec, readingKeysSchema } from './dataset-spec.ts';

/** Reading keys of the dataset spec. */
export type ReadingKeys = Partial<Pick<DatasetSpec, keyof typeof readingKeysSchema.shape>>;

/** Parse one --read: `header_line=3` or `missing_values=NA,-999`. Errors: E_USAGE. */
function parseReadOption(text: string): ReadingKeys {
  const at = text.indexOf('=');
  const keys = Object.keys(readingKeysSchema.shape);
  const key = text.slice(0, at).trim();
  if (at < 0 || !keys.includes(key))
    throw wrongOption(text, `pass KEY=VALUE with one of ${keys.join(', ')}`);
  const value = text.slice(at + 1);
  const parsed = readingKeysSchema.safeParse({ [key]: valueOf(key, value) });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const allowed =
    issue?.code === 'invalid_value'
      ? `one of ${issue.values.map(String).join('  ')}`
      : 'another value';
  throw wrongOption(text, `pass ${allowed} for ${key}`);
}

function valueOf(key: string, text: string): unknown {
  if (key === 'missing_values') return text.split(',').map(part => part.trim());
  if (key === 'header_line') return Number(text);
  return key === 'delimiter' && (text === '\\t' || text === 'tab') ? '\t' : text;
}

function wrongOption(text: string, expected: string): EspalierError {
  return new EspalierError(
    'E_USAGE',
    `Cannot use --read "${text}": ${expected}`,
    'Run with --help'
  );
}

/** What all --read options say; the last of a key wins. Errors: E_USAGE. */
export function parseReadOptions(options: readonly string[] = []): ReadingKeys {
  return Object.assign({}, ...options.map(parseReadOption)) as ReadingKeys;
}
