import { load } from 'js-yaml';
import type { z } from 'zod';
import { EspalierError, type FailureCode, type Problem } from '../errors.ts';
import { schemaProblems } from './schema-problems.ts';

export interface YamlKind {
  /** Code of the error for invalid text. */
  readonly code: FailureCode;
  /** Name of the kind in messages: `a dataset spec`. */
  readonly what: string;
  /** Finds problems that the schema cannot express. */
  readonly check?: (value: unknown) => Problem[];
}

/** Parse YAML and check it against a schema. The error lists every problem, without values; `source` names the text in it. */
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
      `Fix the YAML of ${what}`,
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
    'Fix the problems listed; docs/formats.md describes the file',
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
