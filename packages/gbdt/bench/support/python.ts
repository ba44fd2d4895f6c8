import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { CACHE } from './store.ts';

const VENV = `${CACHE}bench-venv`;
const PYTHON = `${VENV}/bin/python`;

/** The Python of a virtual environment with the newest rivals; made at the first call. */
export function benchPython(): string {
  if (existsSync(`${VENV}/ready`)) return PYTHON;
  console.log('Making a virtual environment with LightGBM, XGBoost, scikit-learn and pandas ...');
  execFileSync('python3', ['-m', 'venv', VENV]);
  const packages = ['numpy', 'pandas', 'lightgbm', 'xgboost', 'scikit-learn'];
  execFileSync(PYTHON, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' });
  execFileSync('touch', [`${VENV}/ready`]);
  return PYTHON;
}
