import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { CACHE } from './big-table.ts';

const VENV = `${CACHE}bench-venv-drift`;
const PYTHON = `${VENV}/bin/python`;

/** The Python of a virtual environment with Evidently (which does not run on pandas 3) and DuckDB; made at the first call. */
export function benchPython(): string {
  if (existsSync(`${VENV}/ready`)) return PYTHON;
  console.log('Making a virtual environment with Evidently ...');
  execFileSync('python3', ['-m', 'venv', VENV]);
  const packages = ['evidently', 'pandas<3', 'duckdb'];
  execFileSync(PYTHON, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' });
  execFileSync('touch', [`${VENV}/ready`]);
  return PYTHON;
}
