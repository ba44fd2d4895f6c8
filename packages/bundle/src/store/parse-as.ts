import { type EspalierError } from '@espalier/core';
import { schemaProblems } from '@espalier/core/contracts';
import { type z } from 'zod';

/** The JSON of a file in the form that a schema says, or the failure that `damaged` makes of what is wrong with it. */
export function parseAs<T>(
  schema: z.ZodType<T>,
  text: string,
  damaged: (what: string) => EspalierError
): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged('is not JSON');
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = schemaProblems(schema, result.error);
  throw damaged(
    `is not in the form that is expected: ${first?.field ?? ''} ${first?.problem ?? ''}`.trim()
  );
}
