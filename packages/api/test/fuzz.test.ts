import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeBundle } from '@espalier/bundle';
import fc from 'fast-check';
import { syntheticParts } from '../../../test/support/synthetic.ts';
import { post, serveFolders, type Serving } from './support/serving.ts';

/** Bodies of each route; ESPALIER_FUZZ_RUNS=25000 makes 200,000 of them. */
const RUNS = Number(process.env['ESPALIER_FUZZ_RUNS'] ?? 60);
const TIMEOUT_MS = 60_000 + 30 * RUNS;
const RULES = fileURLToPath(new URL('../../../data/risk_triad', import.meta.url));
const CANARY = 'canary7f3a';

let folder: string;
let serving: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'espalier-fuzz-'));
  const parts = syntheticParts();
  await writeBundle(join(folder, 'rows'), parts, {});
  const spec = { ...parts.spec, name: 'single', serve: { contract: 'instances' as const } };
  await writeBundle(join(folder, 'single'), { ...parts, spec }, {});
  serving = await serveFolders([join(folder, 'rows'), join(folder, 'single'), RULES], {
    limits: { maxRows: 50, maxBodyBytes: 20_000 }
  });
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

/** Any JSON, with the canary among its texts. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(CANARY, -0, 1e308, -1e308, 5e-324, '', '__proto__', 'NaN', null, true, [], {})
);

function near(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const cells = Object.entries(fields).map(([name, usual]) => [
    name,
    fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: anything })
  ]);
  const record = fc.record(Object.fromEntries(cells) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: []
  });
  return fc.oneof({ weight: 6, arbitrary: record }, { weight: 1, arbitrary: anything });
}

const row = near({
  num_age: fc.oneof(fc.integer(), fc.double()),
  num_income: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  cat_plan: fc.constantFrom('basic', 'pro', 'team'),
  cat_city: fc.constantFrom('Bern', 'Genf', 'Rom', null),
  toString: fc.constant(1)
});
const rows = fc.oneof(fc.array(row, { maxLength: 60 }), anything);
const input = near({
  id: fc.string(),
  text: fc.oneof(fc.string(), fc.constant(`phish ${CANARY}`)),
  features: near({ price: fc.double(), units: fc.integer(), channel: fc.string() })
});
const tensor = near({
  name: fc.constantFrom('num_age', 'num_income', 'cat_plan', 'cat_city'),
  shape: fc.constantFrom([1], [2], [1, 1], [-1]),
  datatype: fc.constantFrom('FP64', 'BYTES', 'INT64', CANARY),
  data: fc.array(anything, { maxLength: 3 })
});

const BODIES: Record<string, fc.Arbitrary<unknown>> = {
  '/predict': rows,
  '/predict?explain=true': rows,
  '/models/single/predict': row,
  '/models/single/predict/batch': near({ instances: rows }),
  '/models/risk_triad_classifier/predict': near({
    inputs: fc.oneof(fc.array(input, { maxLength: 3 }), anything),
    request_id: anything
  }),
  '/v2/models/synthetic/infer': near({
    id: anything,
    inputs: fc.oneof(fc.array(tensor, { maxLength: 5 }), anything),
    outputs: anything,
    parameters: anything
  }),
  '/v2/models/risk_triad_classifier/infer': near({ inputs: fc.array(tensor, { maxLength: 3 }) }),
  '/invocations': near({
    dataframe_records: rows,
    dataframe_split: near({ columns: anything, data: anything }),
    instances: rows,
    inputs: fc.oneof(rows, near({ num_age: fc.array(fc.double()) })),
    params: anything
  })
};

const KNOWN = new Set([200, 400, 413]);
const HEADERS = { 'x-user-email': 'fuzz@example.org' };

test.each(Object.entries(BODIES))(
  'POST %s answers any body with 200 or 400, in its shape, and says no value back',
  async (path, bodies) => {
    await fc.assert(
      fc.asyncProperty(bodies, async body => {
        const { status, json, text } = await post(serving, path, JSON.stringify(body), HEADERS);
        expect(KNOWN).toContain(status);
        expect(typeof json).toBe('object');
        if (status === 200) return;
        // The id is said back on purpose.
        expect(text.replaceAll(/"request_id":"[^"]*"/g, '')).not.toContain(CANARY);
        expect(text).not.toContain('E_INTERNAL');
      }),
      { numRuns: RUNS }
    );
  },
  TIMEOUT_MS
);

test(
  'POST of any bytes is 400 or 415, whatever they are said to be',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('application/json', 'text/csv', 'application/json; charset=utf-8', 'x/y'),
        fc.constantFrom(...Object.keys(BODIES)),
        async (bytes, type, path) => {
          const response = await fetch(`${serving.url}${path}`, {
            method: 'POST',
            headers: { ...HEADERS, 'content-type': type },
            body: bytes
          });
          await response.text();
          expect([400, 415]).toContain(response.status);
        }
      ),
      { numRuns: RUNS }
    );
  },
  TIMEOUT_MS
);

test('every one of them has its audit line, and the log has no value', async () => {
  const lines = (await readFile(serving.auditPath, 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(RUNS * (1 + Object.keys(BODIES).length));
  expect(serving.lines.join('')).not.toContain('internal error');
});
