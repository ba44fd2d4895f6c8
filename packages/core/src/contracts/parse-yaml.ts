import { load } from 'js-yaml';
import type { z } from 'zod';
import { EspalierError, type FailureCode, type Problem } from '../errors.ts';
import { schemaProblems } from './schema-problems.ts';

export interface YamlKind {
  /** The failure of a text that is not of this kind. */
  readonly code: FailureCode;
  /** What it should be, for messages: `a dataset spec`. */
  readonly what: string;
  /** Problems of the value that the schema cannot see. */
  readonly check?: (value: unknown) => Problem[];
}

/** Read YAML of a known form; every problem in it is named, without its values. `source` is for messages. */
export function parseYaml<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  source: string,
  { code, what, check = () => [] }: YamlKind
): z.infer<Schema> {
  let value: unknown;
  try {
    value = load(text);
  } catch (cause) {
    throw new EspalierError(
      code,
      `Cannot read "${source}" as YAML${yamlPlace(text, cause)}`,
      `Mend the YAML of ${what}`,
      { cause }
    );
  }
  const result = schema.safeParse(value, { reportInput: true });
  const problems = [
    ...(result.success ? [] : schemaProblems(schema, result.error)),
    ...check(value)
  ];
  if (result.success && problems.length === 0) return result.data;
  throw new EspalierError(
    code,
    `Cannot use "${source}" as ${what}`,
    'Mend what is listed; docs/formats.md describes the file',
    {
      details: problems.map(problem => ({ file: source, ...problem }))
    }
  );
}

function yamlPlace(text: string, cause: unknown): string {
  if (text.trim() === '') return ': the file is empty';
  if (!(cause instanceof Error) || !('mark' in cause)) return '';
  const mark = cause.mark as { line?: number } | undefined;
  return mark?.line === undefined ? '' : `: line ${mark.line + 1}`;
}
