import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatDatasetSpec, parseDatasetSpec } from '../../src/contracts/spec-text.ts';
import { specColumns } from '../../src/spec-columns.ts';
import type { Problem } from '../../src/errors.ts';
import { type DatasetSpec, datasetSpecSchema } from '../../src/contracts/dataset-spec.ts';
import { failureOf, toldBy } from '../../../../test/support/failure.ts';

const LOAN = `name: loan_approval_model
version: 1.0.0
target: { column: loan_status, positive: Approved }
ignore: [loan_id]
sensitive: []
trim: true
features:
  education:     { kind: category, levels: [Graduate, Not Graduate], unknown: other }
  cibil_score:   { kind: number, integer: true, min: 300, max: 900, outside: flag }
  loan_term:     { kind: number, missing: impute, show: true }
train: { family: gbdt, validation: 0.2, seed: 42, gate: { roc_auc: 0.95 } }
serve: { contract: instances }
drift: { threshold: 0.2 }
`;

function problemsOf(text: string): Problem[] {
  const error = failureOf(() => parseDatasetSpec(text, 'spec.yaml'));
  expect(error.code).toBe('E_SPEC_INVALID');
  return error.details.map(({ file, ...problem }) => {
    expect(file).toBe('spec.yaml');
    return problem;
  });
}

function minimal(lines: string): string {
  return `name: x\ntarget: { column: y, positive: 1 }\n${lines}\n`;
}

const FEATURE = 'features: { a: { kind: number } }';

describe('parseDatasetSpec()', () => {
  test('reads the documented example', () => {
    expect(parseDatasetSpec(LOAN, 'loan.yaml')).toMatchObject({
      name: 'loan_approval_model',
      target: { column: 'loan_status', positive: 'Approved' },
      ignore: ['loan_id'],
      trim: true,
      features: {
        education: { kind: 'category', levels: ['Graduate', 'Not Graduate'], unknown: 'other' },
        cibil_score: { kind: 'number', integer: true, min: 300, max: 900 },
        loan_term: { kind: 'number', show: true }
      },
      train: { family: 'gbdt', validation: 0.2, seed: 42, gate: { roc_auc: 0.95 } },
      serve: { contract: 'instances' },
      drift: { threshold: 0.2 }
    });
  });

  test('fills in the defaults', () => {
    const spec = parseDatasetSpec(
      minimal('features: { a: { kind: number }, b: { kind: category } }'),
      'spec.yaml'
    );
    expect(spec).toEqual({
      name: 'x',
      version: '1.0.0',
      target: { column: 'y', positive: '1' },
      ignore: [],
      sensitive: [],
      trim: false,
      features: {
        a: {
          kind: 'number',
          integer: false,
          outside: 'flag',
          missing: 'impute',
          show: false,
          private: false
        },
        b: { kind: 'category', unknown: 'reject', missing: 'impute', show: false, private: false }
      },
      train: {},
      serve: {},
      drift: {}
    });
  });

  test.each([
    ['1', '1'],
    ['true', 'true'],
    ['Yes', 'Yes'],
    ["'0'", '0'],
    ['1.0', '1']
  ])('makes text of the level %s', (written, level) => {
    const text = minimal(`features: { a: { kind: category, levels: [${written}] } }`);
    expect(parseDatasetSpec(text, 'spec.yaml').features['a']).toMatchObject({ levels: [level] });
  });

  test.each<[string, string, Partial<Problem>]>([
    [
      'at the top',
      `nam: q\n${FEATURE}`,
      { problem: 'unknown key "nam"', expected: '"name", perhaps' }
    ],
    [
      'of the features',
      `feature: {}\n${FEATURE}`,
      { problem: 'unknown key "feature"', expected: '"features", perhaps' }
    ],
    [
      'in a number',
      'features: { a: { kind: number, intger: true } }',
      { field: 'features.a', problem: 'unknown key "intger"', expected: '"integer", perhaps' }
    ],
    [
      'in a category',
      'features: { a: { kind: category, unknwon: other } }',
      { field: 'features.a', problem: 'unknown key "unknwon"', expected: '"unknown", perhaps' }
    ],
    [
      'in train',
      `${FEATURE}\ntrain: { famly: gbdt }`,
      { field: 'train', problem: 'unknown key "famly"', expected: '"family", perhaps' }
    ],
    [
      'in the gate',
      `${FEATURE}\ntrain: { gate: { roc_auc: 0.8, roc_acu: 0.9 } }`,
      { field: 'train.gate', problem: 'unknown key "roc_acu"', expected: '"roc_auc", perhaps' }
    ],
    [
      'in serve',
      `${FEATURE}\nserve: { contrakt: rows }`,
      { field: 'serve', problem: 'unknown key "contrakt"', expected: '"contract", perhaps' }
    ],
    [
      'in drift',
      `${FEATURE}\ndrift: { treshold: 0.2 }`,
      { field: 'drift', problem: 'unknown key "treshold"', expected: '"threshold", perhaps' }
    ]
  ])('names an unknown key %s with the nearest known one', (_, lines, problem) => {
    expect(problemsOf(minimal(lines))).toContainEqual(problem);
  });

  test('names an unknown key in the target', () => {
    const text = `name: x\ntarget: { column: y, positive: 1, postive: 2 }\n${FEATURE}`;
    expect(problemsOf(text)).toEqual([
      { field: 'target', problem: 'unknown key "postive"', expected: '"positive", perhaps' }
    ]);
  });

  test('lists the known keys where none is near', () => {
    const [problem] = problemsOf(minimal(`${FEATURE}\nserve: { zzzzzz: 1 }`));
    expect(problem).toEqual({
      field: 'serve',
      problem: 'unknown key "zzzzzz"',
      expected: 'one of contract'
    });
  });

  test('does not offer the very key that is refused', () => {
    const [problem] = problemsOf(minimal('features: { a: { kind: number, levels: [q] } }'));
    expect(problem).toMatchObject({ field: 'features.a', problem: 'unknown key "levels"' });
    expect(problem!.expected).toMatch(/^one of kind, integer, /);
    expect(problem!.expected).not.toContain('levels');
  });

  test.each([
    [
      'target and ignored',
      `ignore: [y]\n${FEATURE}`,
      'ignore[0]',
      '"y" is listed twice: as target and as ignored'
    ],
    [
      'ignored and sensitive',
      `ignore: [q]\nsensitive: [q]\n${FEATURE}`,
      'sensitive[0]',
      '"q" is listed twice: as ignored and as sensitive'
    ],
    [
      'group and a feature',
      `group: a\n${FEATURE}`,
      'group',
      '"a" is listed twice: as a feature and as the group'
    ],
    [
      'group and time',
      `group: q\ntime: r\n${FEATURE}`,
      'time',
      'rows are split by group or by time, not by both'
    ],
    [
      'sensitive and a feature',
      `sensitive: [a]\n${FEATURE}`,
      'features.a',
      '"a" is listed twice: as sensitive and as a feature'
    ],
    [
      'ignored twice',
      `ignore: [q, q]\n${FEATURE}`,
      'ignore[1]',
      '"q" is listed twice: as ignored and as ignored'
    ],
    [
      'target and a feature',
      'features: { a: { kind: number }, y: { kind: number } }',
      'features.y',
      '"y" is listed twice: as target and as a feature'
    ]
  ])('refuses a column that is %s', (_, lines, field, problem) => {
    expect(problemsOf(minimal(lines))).toEqual([{ field, problem }]);
  });

  test.each([
    [
      'min over max',
      'features: { a: { kind: number, min: 2, max: 1 } }',
      'features.a',
      'min is over max'
    ],
    [
      'a level twice, once as a number',
      "features: { a: { kind: category, levels: [1, '1'] } }",
      'features.a.levels',
      'a level is listed twice'
    ],
    [
      'an unknown kind',
      'features: { a: { kind: text } }',
      'features.a.kind',
      '"kind" is missing or not one of the allowed kinds'
    ],
    [
      'a feature called __proto__',
      'features: { __proto__: { kind: number }, a: { kind: number } }',
      'features',
      'a column must not be called "__proto__"'
    ]
  ])('refuses %s', (_, lines, field, problem) => {
    expect(problemsOf(minimal(lines))).toEqual([{ field, problem }]);
  });

  test.each([
    ['a name with spaces', 'name: a b\ntarget: { column: y, positive: 1 }', 'name'],
    ['no positive level', 'name: x\ntarget: { column: y }', 'target.positive'],
    ['a gate over 1', minimal('train: { gate: { roc_auc: 83 } }'), 'train.gate.roc_auc'],
    ['no validation rows', minimal('train: { validation: 0 }'), 'train.validation'],
    ['a seed with a fraction', minimal('train: { seed: 1.5 }'), 'train.seed'],
    ['no levels', minimal('').replace(/$/, 'ignore: 5\n'), 'ignore']
  ])('names the field: %s', (_, text, field) => {
    expect(problemsOf(`${text}\n${FEATURE}\n`).map(problem => problem.field)).toEqual([field]);
  });

  test('tells what is missing from what is of the wrong type', () => {
    expect(problemsOf('name: 5\nfeatures: { a: { kind: number } }\n')).toEqual([
      { field: 'name', problem: 'must be a string' },
      { field: 'target', problem: 'is missing or is not an object' }
    ]);
  });

  test.each([
    ['an open bracket', 'name: x\nignore: [CANARY\nfeatures: {}\n', 3],
    ['a tab', 'name: x\n\tCANARY: 1\n', 2],
    ['a key twice', 'name: x\nname: CANARY\n', 2],
    ['an unknown alias', 'name: x\nversion: 1\ntarget: *CANARY\n', 3]
  ])('names the line of %s, and does not quote it', (_, text, line) => {
    const error = failureOf(() => parseDatasetSpec(text, 'spec.yaml'));
    expect(error.message).toMatch(/^Cannot read "spec\.yaml" as YAML: line \d+$/);
    expect(Math.abs(Number(/\d+$/.exec(error.message)![0]) - line)).toBeLessThanOrEqual(1);
    expect(toldBy(error)).not.toContain('CANARY');
  });

  test.each(['', '  \n', '# nothing\n', 'null', '[]', 'text', '5'])('refuses %j', text => {
    const error = failureOf(() => parseDatasetSpec(text, 'spec.yaml'));
    expect(error.code).toBe('E_SPEC_INVALID');
    expect(error.exitCode).toBe(65);
  });

  test('never tells a value', () => {
    const error = failureOf(() =>
      parseDatasetSpec(
        'name: CANARY CANARY\nversion: [CANARY]\ntarget: { column: y, positive: [CANARY] }\n' +
          'features: { a: { kind: CANARY }, b: { kind: number, min: CANARY, outside: CANARY } }\n' +
          'train: { family: CANARY, seed: -98765, gate: CANARY }\nserve: { contract: CANARY }\n',
        'spec.yaml'
      )
    );
    expect(error.details.length).toBeGreaterThanOrEqual(8);
    expect(toldBy(error)).not.toMatch(/CANARY|98765/);
  });
});

describe('formatDatasetSpec()', () => {
  test('leaves out what is at its default', () => {
    const text = formatDatasetSpec(
      parseDatasetSpec(minimal('features: { a: { kind: number, show: true } }'), 'spec.yaml')
    );
    expect(text).toBe(
      "name: x\nversion: 1.0.0\ntarget:\n  column: 'y'\n  positive: '1'\nfeatures:\n  a: {kind: number, show: true}\n"
    );
  });

  test('of the documented example reads back equal', () => {
    const spec = parseDatasetSpec(LOAN, 'loan.yaml');
    expect(parseDatasetSpec(formatDatasetSpec(spec), 'again.yaml')).toEqual(spec);
  });

  test('of any spec reads back equal', () => {
    fc.assert(
      fc.property(anySpec, spec => {
        expect(parseDatasetSpec(formatDatasetSpec(spec), 'again.yaml')).toEqual(spec);
      }),
      { seed: 1, numRuns: 150 }
    );
  });
});

test('specColumns() lists every column, the target last', () => {
  const text = minimal(
    `sensitive: [s]\nignore: [i]\nfeatures: { b: { kind: number }, a: { kind: number } }`
  );
  expect(specColumns(parseDatasetSpec(text, 'spec.yaml'))).toEqual(['b', 'a', 's', 'i', 'y']);
});

const oddText = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '1',
    '1e3',
    '- a',
    '# c',
    'a: b',
    "'",
    '"',
    ' x ',
    'é\n',
    'constructor'
  )
);
const flag = fc.boolean();
const numberFeature = fc.record(
  {
    kind: fc.constant('number' as const),
    integer: flag,
    min: fc.double({ noNaN: true, noDefaultInfinity: true, max: 0 }),
    max: fc.double({ noNaN: true, noDefaultInfinity: true, min: 1 }),
    outside: fc.constantFrom('flag', 'reject'),
    missing: fc.constantFrom('impute', 'reject'),
    show: flag,
    private: flag
  },
  { requiredKeys: ['kind'] }
);
const categoryFeature = fc.record(
  {
    kind: fc.constant('category' as const),
    levels: fc.uniqueArray(oddText, { minLength: 1, maxLength: 4 }),
    unknown: fc.constantFrom('reject', 'other'),
    show: flag
  },
  { requiredKeys: ['kind'] }
);
const anySpec: fc.Arbitrary<DatasetSpec> = fc
  .record({
    names: fc.uniqueArray(
      oddText.filter(name => name !== '__proto__'),
      { minLength: 4, maxLength: 7 }
    ),
    positive: oddText,
    features: fc.array(fc.oneof(numberFeature, categoryFeature), { minLength: 7, maxLength: 7 }),
    trim: flag,
    train: fc.record(
      {
        family: fc.constantFrom('auto', 'gbdt', 'logistic'),
        seed: fc.nat(),
        validation: fc.constantFrom(0.2, 0.5)
      },
      { requiredKeys: [] }
    )
  })
  .map(({ names: [target, ignored, sensitive, ...rest], positive, features, trim, train }) =>
    datasetSpecSchema.parse({
      name: 'any',
      target: { column: target, positive },
      ignore: [ignored],
      sensitive: [sensitive],
      trim,
      features: Object.fromEntries(rest.map((name, i) => [name, features[i]])),
      train
    })
  );
