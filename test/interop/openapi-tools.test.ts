import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeBundle } from '../../packages/bundle/src/store/write-bundle.ts';
import { call, serveFolders } from '../../packages/api/test/support/serving.ts';
import { EXTRAS } from '../support/extras.ts';
import { ROOT } from '../support/processes.ts';
import { syntheticParts } from '../support/synthetic.ts';
import { describeWhere } from '../support/where.ts';

const MANIFEST = fileURLToPath(new URL('../extras/package.json', import.meta.url));
const GENERATOR = join(ROOT, 'test/extras/node_modules/openapi-typescript/bin/cli.js');
const COMPILER = join(ROOT, 'test/extras/node_modules/typescript/bin/tsc');

/** What a user of the types writes; each expected error is one that the types must give. */
const PROGRAM = `
import type { components, operations, paths } from './api.ts';

type Row = components['schemas']['Row.synthetic'];
const row: Row = { num_age: 40, num_income: null, cat_plan: 'pro', cat_city: 'Bern' };
// @ts-expect-error a level that the model does not know
export const unknown: Row = { ...row, cat_plan: 'gold' };
// @ts-expect-error a string for a number
export const text: Row = { ...row, num_age: '40' };
// @ts-expect-error a column is missing
export const short: Row = { num_age: 40, num_income: null, cat_plan: 'pro' };

type Predict = paths['/predict']['post'];
export const request: Predict['requestBody']['content']['application/json'] = [row];
export function read(answer: Predict['responses'][200]['content']['application/json']): number {
  const [first] = answer.predictions;
  const decision: 0 | 1 | undefined = first?.class;
  return first === undefined || decision === undefined ? NaN : first.probability;
}
export function explain(failure: Predict['responses'][400]['content']['application/json']): string {
  return failure.error.details.map(({ field, problem }) => \`\${field ?? ''} \${problem}\`).join();
}

type Infer = operations['synthetic.infer']['requestBody']['content']['application/json'];
export const infer: Infer = {
  id: null,
  inputs: [{ name: 'num_age', shape: [1], datatype: 'FP64', data: [40] }],
  outputs: [{ name: 'probability', parameters: { binary_data: true } }]
};
// @ts-expect-error an output that the model does not have
export const other: Infer = { ...infer, outputs: [{ name: 'score' }] };

export const csv: paths['/invocations']['post']['requestBody']['content']['text/csv'] = 'num_age\\n40\\n';
export const label: components['schemas']['TriadAnswer']['predictions'][number]['label'] = 'low_risk';
// @ts-expect-error the sender must be named
export const sender: operations['risk_triad_classifier.predict']['parameters']['header'] = {};
`;

interface Linter {
  readonly createConfig: (options: object) => Promise<object>;
  readonly lintFromString: (options: {
    source: string;
    config: object;
  }) => Promise<readonly { ruleId: string; severity: string; message: string }[]>;
}

describeWhere(existsSync(GENERATOR), EXTRAS)('tools that read /openapi.json', () => {
  let folder: string;
  let document: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-openapi-tools-'));
    const parts = syntheticParts();
    await writeBundle(join(folder, 'rows'), parts, {});
    const spec = { ...parts.spec, name: 'single', serve: { contract: 'instances' as const } };
    await writeBundle(join(folder, 'single'), { ...parts, spec }, {});
    const folders = [join(folder, 'rows'), join(folder, 'single'), join(ROOT, 'data/risk_triad')];
    const serving = await serveFolders(folders);
    document = (await call(serving, '/openapi.json')).text;
    await serving.close();
    await writeFile(join(folder, 'openapi.json'), document);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('types out of openapi-typescript compile, and refuse what the server refuses', async () => {
    await node(GENERATOR, 'openapi.json', '--output', 'api.ts');
    await writeFile(join(folder, 'program.ts'), PROGRAM);
    await node(
      ...([COMPILER, '--noEmit', '--strict', '--exactOptionalPropertyTypes'] as const),
      ...(['--allowImportingTsExtensions', '--module', 'nodenext', 'program.ts'] as const)
    );
  }, 60_000);

  test('redocly finds no error', async () => {
    const path = createRequire(MANIFEST).resolve('@redocly/openapi-core');
    const { createConfig, lintFromString } = (await import(pathToFileURL(path).href)) as Linter;
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: document, config });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    // Routes that take no input cannot be asked wrongly, and an API of many models has no licence of its own.
    expect([...new Set(problems.map(({ ruleId }) => ruleId))].sort()).toEqual([
      'info-license',
      'operation-4xx-response'
    ]);
  });

  function node(...args: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) => {
        if (error === null) resolve();
        else reject(new Error(`${stdout}${stderr}`, { cause: error }));
      });
    });
  }
});
