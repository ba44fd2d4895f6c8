import { z } from 'zod';
import type { Problem } from '../errors.ts';
import { nearest } from '../nearest.ts';

type Path = readonly PropertyKey[];

/** The problems that a failed zod check found, without input values; unknown keys come with the nearest known one. */
export function schemaProblems(schema: z.ZodType, error: z.ZodError): Problem[] {
  return error.issues.flatMap(issue => issueProblems(schema, issue));
}

function issueProblems(schema: z.ZodType, issue: z.core.$ZodIssue): Problem[] {
  const at = (path: Path): { field?: string } =>
    path.length === 0 ? {} : { field: z.core.toDotPath([...path]) };
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => {
        // Another member of a union may have this key.
        const known = knownKeys(schema, issue.path).filter(name => name !== key);
        const meant = nearest(key, known);
        return {
          ...at(issue.path),
          problem: `unknown key "${key}"`,
          expected: meant === undefined ? `one of ${known.join(', ')}` : `"${meant}", perhaps`
        };
      });
    case 'invalid_type':
      return [
        {
          ...at(issue.path),
          problem:
            issue.input === undefined
              ? `is missing or is not ${withArticle(issue.expected)}`
              : `must be ${withArticle(issue.expected)}`
        }
      ];
    case 'invalid_value':
      return [
        {
          ...at(issue.path),
          problem: 'not one of the allowed values',
          expected: issue.values.map(String).join(' | ')
        }
      ];
    case 'too_small':
      return [
        {
          ...at(issue.path),
          problem: 'too small',
          expected: `${issue.inclusive === false ? 'more than' : 'at least'} ${String(issue.minimum)}`
        }
      ];
    case 'too_big':
      return [
        {
          ...at(issue.path),
          problem: 'too large',
          expected: `${issue.inclusive === false ? 'less than' : 'at most'} ${String(issue.maximum)}`
        }
      ];
    case 'invalid_union':
      return [{ ...at(issue.path), problem: unionProblem(issue) }];
    case 'custom':
      return [{ ...at(issue.path), problem: issue.message }];
    default:
      return [{ ...at(issue.path), problem: 'is not valid' }];
  }
}

function unionProblem(issue: z.core.$ZodIssueInvalidUnion): string {
  return issue.discriminator === undefined
    ? 'does not match any of the allowed forms'
    : `"${issue.discriminator}" is missing or not one of the allowed kinds`;
}

function withArticle(type: string): string {
  return `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** The keys allowed in the object at `path`, found by walking the schema. */
function knownKeys(schema: z.ZodType, path: Path): string[] {
  let owners: z.core.$ZodType[] = [schema];
  for (const key of path) owners = owners.flatMap(owner => step(owner, key));
  return [
    ...new Set(
      owners
        .flatMap(unwrap)
        .flatMap(owner => (owner instanceof z.ZodObject ? Object.keys(owner.shape) : []))
    )
  ];
}

function step(owner: z.core.$ZodType, key: PropertyKey): z.core.$ZodType[] {
  return unwrap(owner).flatMap(inner => {
    if (inner instanceof z.ZodObject) {
      const shape = inner.shape as Record<PropertyKey, z.core.$ZodType | undefined>;
      const child = shape[key];
      return child === undefined ? [] : [child];
    }
    if (inner instanceof z.ZodArray) return [inner.element];
    if (inner instanceof z.ZodRecord) return [inner.valueType];
    return [];
  });
}

/** The schemas behind optional, default and union wrappers. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return unwrap(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  return [schema];
}
