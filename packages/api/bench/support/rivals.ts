import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const CACHE = `${ROOT}node_modules/.cache/`;
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** A Python with the rivals; ESPALIER_BENCH_PYTHON names one that is there, else one is made at the first call. */
function benchPython(): string {
  const given = process.env['ESPALIER_BENCH_PYTHON'];
  if (given !== undefined) return given;
  const venv = `${CACHE}bench-venv-serve`;
  const python = `${venv}/bin/python`;
  if (existsSync(`${venv}/ready`)) return python;
  console.log('Making a virtual environment with FastAPI, uvicorn, MLflow and LightGBM ...');
  execFileSync('python3', ['-m', 'venv', venv]);
  const packages = ['fastapi', 'uvicorn[standard]', 'pydantic', 'lightgbm', 'pandas', 'mlflow'];
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' });
  execFileSync('touch', [`${venv}/ready`]);
  return python;
}

export interface Server {
  readonly name: string;
  readonly url: string;
  /** The body that asks it to score rows. */
  readonly body: (rows: readonly object[]) => unknown;
  readonly stop: () => void;
}

interface Start {
  readonly name: string;
  readonly port: number;
  readonly path: string;
  readonly ready: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Record<string, string>;
  readonly body: (rows: readonly object[]) => unknown;
}

async function start({ name, port, path, ready, command, env, body }: Start): Promise<Server> {
  const [file, ...args] = command;
  const child: ChildProcess = spawn(file, args, {
    cwd: ROOT,
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, NODE_OPTIONS: undefined, ...env }
  });
  for (let i = 0; i < 240; ++i) {
    const isUp = await fetch(`http://127.0.0.1:${port}${ready}`).then(
      () => true,
      () => false
    );
    if (isUp) {
      const stop = (): void => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      };
      return { name, url: `http://127.0.0.1:${port}${path}`, body, stop };
    }
    await sleep(250);
  }
  throw new Error(`${name} does not come up`);
}

/** Ours as it is installed (its build), and the rivals, each with one process. */
export async function startServers(
  bundle: string,
  table: string,
  folder: string,
  trees: number,
  leaves: number
): Promise<Server[]> {
  const python = benchPython();
  const list = (rows: readonly object[]): unknown => rows;
  execFileSync(python, [`${HERE}fit_rivals.py`, table, folder, String(trees), String(leaves)], {
    stdio: ['ignore', 'ignore', 'inherit']
  });
  const uvicorn = ['-m', 'uvicorn', '--log-level', 'warning', '--no-access-log'];
  const starts: Start[] = [
    {
      name: 'Espalier',
      port: 8711,
      path: '/predict',
      ready: '/readyz',
      command: [
        process.execPath,
        `${ROOT}packages/api/dist/cli.js`,
        '--bundle',
        bundle,
        '--port',
        '8711',
        '--audit-dir',
        `${folder}/audit`
      ],
      body: list
    },
    {
      name: 'bare node:http',
      port: 8712,
      path: '/predict',
      ready: '/',
      command: [process.execPath, `${HERE}bare-server.js`, bundle, '8712'],
      body: list
    },
    {
      name: 'FastAPI',
      port: 8713,
      path: '/predict',
      ready: '/docs',
      command: [python, ...uvicorn, '--app-dir', HERE, '--port', '8713', 'fastapi_app:app'],
      env: { MODEL: `${folder}/model.txt` },
      body: list
    },
    {
      name: 'MLflow',
      port: 8714,
      path: '/invocations',
      ready: '/ping',
      command: [
        python,
        ...['-m', 'mlflow', 'models', 'serve', '-m', `${folder}/mlflow`],
        ...['--env-manager', 'local', '--port', '8714', '--workers', '1']
      ],
      env: { PATH: `${dirname(python)}:${process.env['PATH'] ?? ''}` },
      body: rows => ({ dataframe_records: rows })
    }
  ];
  const servers: Server[] = [];
  try {
    for (const options of starts) servers.push(await start(options));
  } catch (error) {
    for (const { stop } of servers) stop();
    throw error;
  }
  return servers;
}
