// Compare a Parquet file with a profile or a table in a process of its own; prints one line of JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import { processIo } from '../../../cli/src/cli.ts';
import { runCommand } from '../../../cli/src/run-command.ts';
import { profileTable } from '@espalier/core';
import { inferColumns, readTable } from '@espalier/tables';
import { driftCommand } from '../../src/command.ts';

const [what, first, second, ...more] = process.argv.slice(2);
const out = `${second!}.report.json`;

/** The highest resident size so far. */
function peakMb(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

if (what === 'profile') {
  const { spec } = await inferColumns(first!);
  const { table } = await readTable(first!, spec, { target: 'skip', policies: 'ignore' });
  writeFileSync(second!, JSON.stringify(profileTable(table, spec)));
} else {
  const start = performance.now();
  const io = { ...processIo(), stderr: { write: () => undefined, isTerminal: false } };
  const args = ['--ref', first!, '--new', second!, '--out', out, '--skip-domain', ...more];
  const exitCode = await runCommand(driftCommand, args, io);
  const seconds = (performance.now() - start) / 1000;
  if (exitCode !== 0) throw new Error(`drift ended with ${exitCode}`);
  console.log(JSON.stringify({ seconds, peakMb: peakMb() }));
}
