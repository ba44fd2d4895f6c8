import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeBundle } from '../../packages/bundle/src/store/write-bundle.ts';
import { serveFolders, type Serving } from '../../packages/api/test/support/serving.ts';
import { ROOT } from '../support/processes.ts';
import { python } from '../support/python.ts';
import { describeWhere } from '../support/where.ts';
import { syntheticParts } from '../support/synthetic.ts';

/** ESPALIER_SCHEMATHESIS names one that is elsewhere. */
const SCHEMATHESIS =
  process.env['ESPALIER_SCHEMATHESIS'] ??
  (python === undefined ? '' : join(dirname(python), 'schemathesis'));
const EXAMPLES = process.env['ESPALIER_SCHEMATHESIS_EXAMPLES'] ?? '10';

describeWhere(existsSync(SCHEMATHESIS), 'no schemathesis')(
  'schemathesis over /openapi.json',
  () => {
    let folder: string;
    let serving: Serving;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'espalier-schemathesis-'));
      const parts = syntheticParts();
      await writeBundle(join(folder, 'rows'), parts, {});
      const spec = { ...parts.spec, name: 'single', serve: { contract: 'instances' as const } };
      await writeBundle(join(folder, 'single'), { ...parts, spec }, {});
      const folders = [join(folder, 'rows'), join(folder, 'single'), join(ROOT, 'data/risk_triad')];
      serving = await serveFolders(folders, {
        limits: { maxRows: 100, maxBodyBytes: 1_000_000 }
      });
    });

    afterAll(async () => {
      await serving.close();
      await rm(folder, { recursive: true, force: true });
    });

    test.each([
      [
        'every route of our own, with every check',
        ['--exclude-path-regex', '(infer|invocations)$']
      ],
      // Columns of equal lengths, or as many cells as names, cannot be said by a schema: valid by it is not always scored.
      [
        'the other protocols',
        ['--include-path-regex', '(infer|invocations)$'].concat([
          '--exclude-checks',
          'positive_data_acceptance'
        ])
      ]
    ])(
      '%s: nothing is found',
      async (_what, selected) => {
        const child = spawn(
          SCHEMATHESIS,
          [
            'run',
            `${serving.url}/openapi.json`,
            '--phases',
            'examples,coverage,fuzzing',
            '--max-examples',
            EXAMPLES,
            '--seed',
            '1',
            ...selected
          ],
          { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }
        );
        let told = '';
        child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
        child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
        const exitCode = await new Promise<number | null>(resolve => child.once('close', resolve));
        expect({ exitCode, failures: exitCode === 0 ? '' : told.slice(-8000) }).toEqual({
          exitCode: 0,
          failures: ''
        });
        expect(told).toMatch(/\d+ generated/);
        expect(serving.lines.join('')).not.toContain('internal error');
      },
      600_000
    );

    test('it is a version that reads OpenAPI 3.1', () => {
      expect(execFileSync(SCHEMATHESIS, ['--version'], { encoding: 'utf8' })).toMatch(/ [4-9]\./);
    });
  }
);
