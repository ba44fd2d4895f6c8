import { describe, expect, test } from '@jest/globals';
import type { Problem } from '../../src/errors.ts';
import { schemaProblems } from '../../src/contracts/schema-problems.ts';
import { z } from 'zod';

function problemsOf(schema: z.ZodType, value: unknown): Problem[] {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) throw new Error('expected a failure');
  return schemaProblems(schema, result.error);
}

const schema = z.strictObject({
  name: z.string().regex(/^[a-z]+$/),
  count: z.int().min(1).max(9).optional(),
  rate: z.number().gt(0).lt(1).optional(),
  mode: z.enum(['fast', 'slow']).optional(),
  either: z.union([z.string(), z.number()]).optional(),
  list: z.array(z.strictObject({ alpha: z.number(), beta: z.number() })).optional(),
  by_key: z.record(z.string(), z.strictObject({ gamma: z.number().optional() })).optional(),
  shape: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('circle'), radius: z.number() }),
      z.strictObject({ kind: z.literal('square'), side: z.number() })
    ])
    .optional()
});

describe('schemaProblems()', () => {
  test.each<[string, object, Problem]>([
    [
      'what is missing',
      { name: undefined },
      { field: 'name', problem: 'is missing or is not a string' }
    ],
    ['a wrong type', { name: 5 }, { field: 'name', problem: 'must be a string' }],
    ['a wrong form', { name: 'CANARY' }, { field: 'name', problem: 'is not valid' }],
    ['too small', { count: 0 }, { field: 'count', problem: 'too small', expected: 'at least 1' }],
    ['too large', { count: 10 }, { field: 'count', problem: 'too large', expected: 'at most 9' }],
    [
      'at a lower bound that is out',
      { rate: 0 },
      { field: 'rate', problem: 'too small', expected: 'more than 0' }
    ],
    [
      'at an upper bound that is out',
      { rate: 1 },
      { field: 'rate', problem: 'too large', expected: 'less than 1' }
    ],
    [
      'another word',
      { mode: 'CANARY' },
      { field: 'mode', problem: 'not one of the allowed values', expected: 'fast | slow' }
    ],
    [
      'no member of a union',
      { either: true },
      { field: 'either', problem: 'does not match any of the allowed forms' }
    ],
    [
      'no kind of a union',
      { shape: { kind: 'CANARY' } },
      { field: 'shape.kind', problem: '"kind" is missing or not one of the allowed kinds' }
    ],
    [
      'deep in a list',
      { list: [{ alpha: 1, beta: 'CANARY' }] },
      { field: 'list[0].beta', problem: 'must be a number' }
    ],
    [
      'an unknown key in a list',
      { list: [{ alpha: 1, beta: 2, betta: 'CANARY' }] },
      { field: 'list[0]', problem: 'unknown key "betta"', expected: '"beta", perhaps' }
    ],
    [
      'an unknown key in a record',
      { by_key: { any: { gama: 'CANARY' } } },
      { field: 'by_key.any', problem: 'unknown key "gama"', expected: '"gamma", perhaps' }
    ],
    [
      'an unknown key in a member of a union',
      { shape: { kind: 'circle', radius: 1, raduis: 'CANARY' } },
      { field: 'shape', problem: 'unknown key "raduis"', expected: '"radius", perhaps' }
    ]
  ])('says where and what: %s', (_, change, expected) => {
    const problems = problemsOf(schema, { name: 'good', ...change });
    expect(problems).toEqual([expected]);
    expect(JSON.stringify(problems)).not.toContain('CANARY');
  });

  test('says the same of what is missing when it is not told the input', () => {
    const result = schema.safeParse({ name: 5 });
    expect(schemaProblems(schema, result.error!)).toEqual([
      { field: 'name', problem: 'is missing or is not a string' }
    ]);
  });

  test('tells all problems, each unknown key on its own', () => {
    expect(problemsOf(schema, { name: 5, nme: 1, cuont: 2, count: 'x' })).toHaveLength(4);
  });

  test('has no field for the document itself', () => {
    expect(problemsOf(schema, [])).toEqual([{ problem: 'must be an object' }]);
  });

  test('passes on the messages of our own checks', () => {
    const checked = z.object({ a: z.number() }).refine(({ a }) => a > 0, 'a is not over 0');
    expect(problemsOf(checked, { a: 0 })).toEqual([{ problem: 'a is not over 0' }]);
  });

  test('finds known keys behind optional, default and nullable', () => {
    const wrapped = z.strictObject({
      inner: z.strictObject({ threshold: z.number().optional() }).nullable().default({}).optional()
    });
    expect(problemsOf(wrapped, { inner: { treshold: 1 } })).toEqual([
      { field: 'inner', problem: 'unknown key "treshold"', expected: '"threshold", perhaps' }
    ]);
  });
});
