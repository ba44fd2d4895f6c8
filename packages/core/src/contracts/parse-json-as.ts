import type { z } from 'zod';
import type { EspalierError } from '../errors.ts';
import { schemaProblems } from './schema-problems.ts';

/** Parse JSON text and check it against a schema; throws the error that `damaged` builds from a description. */
export function parseJsonAs<T>(
  schema: z.ZodType<T>,
  text: string,
  damaged: (what: string) => EspalierError
): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged(text.trim() === '' ? 'is empty' : 'is not JSON');
  }
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const [first] = schemaProblems(schema, result.error);
  throw damaged(`does not match its schema: ${first?.field ?? ''} ${first?.problem ?? ''}`.trim());
}
