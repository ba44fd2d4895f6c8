import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '@espalier/cli';
import { fakeIo } from '../../../../test/support/fake-io.ts';
import { runCommand } from '../../../cli/src/run-command.ts';
import { driftCommand } from '../../src/command.ts';
import { type FullReport, fullReportSchema } from '../../src/compare/report-schema.ts';

export interface Ran {
  readonly exitCode: number;
  readonly stderr: string;
}

/** A folder of its own, in which the command runs without the domain classifier. */
export interface Workspace {
  readonly at: (name: string) => string;
  readonly write: (name: string, content: string | Uint8Array) => string;
  readonly read: (name: string) => string;
  readonly run: (args: readonly string[], env?: Io['env']) => Promise<Ran>;
  /** Fails unless the command writes a report. */
  readonly compare: (
    reference: string,
    fresh: string,
    ...more: string[]
  ) => Promise<FullReport & Ran>;
  readonly remove: () => void;
}

export function createWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'drift-'));
  const at = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(at(name), 'utf8');
  const run: Workspace['run'] = async (args, env = {}) => {
    const io = fakeIo(env);
    const exitCode = await runCommand(driftCommand, ['--skip-domain', ...args], io);
    return { exitCode, stderr: io.err() };
  };
  return {
    at,
    read,
    run,
    write: (name, content) => {
      writeFileSync(at(name), content);
      return at(name);
    },
    compare: async (reference, fresh, ...more) => {
      const args = ['--ref', reference, '--new', fresh, '--out', at('report.json')];
      const ran = await run([...args, ...more]);
      if (ran.exitCode !== 0) throw new Error(ran.stderr);
      return { ...fullReportSchema.parse(JSON.parse(read('report.json'))), ...ran };
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

/** A CSV of the given columns. */
export function csvOf(columns: Readonly<Record<string, readonly (string | number)[]>>): string {
  const names = Object.keys(columns);
  const numRows = columns[names[0]!]!.length;
  const lines = Array.from({ length: numRows }, (_, i) =>
    names.map(name => columns[name]![i]!).join(',')
  );
  return `${[names.join(','), ...lines].join('\n')}\n`;
}
