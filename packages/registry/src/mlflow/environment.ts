import { EspalierError } from '@espalier/core';
import type { MlflowServer } from './transport.ts';

/**
 * Read the address and the login of a server from MLflow's own variables: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN, or
 * MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD. A user and password in the address count, too. Errors: E_USAGE.
 */
export function serverFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  uri = env['MLFLOW_TRACKING_URI'] ?? ''
): MlflowServer {
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    throw notAnAddress();
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw notAnAddress();
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  return {
    url: url.href.replace(/\/+$/, ''),
    authorization: authorizationOf(env, user, password),
    ...timeoutOf(env['MLFLOW_HTTP_REQUEST_TIMEOUT'])
  };
}

function notAnAddress(): EspalierError {
  return new EspalierError(
    'E_USAGE',
    'Cannot use MLFLOW_TRACKING_URI: it is not an http or https address',
    'Set it to the address of an MLflow server, like http://localhost:5000'
  );
}

function authorizationOf(
  env: Readonly<Record<string, string | undefined>>,
  user: string,
  password: string
): string | undefined {
  const name = env['MLFLOW_TRACKING_USERNAME'] ?? user;
  const secret = env['MLFLOW_TRACKING_PASSWORD'] ?? password;
  if (name !== '') return `Basic ${Buffer.from(`${name}:${secret}`, 'utf8').toString('base64')}`;
  const token = env['MLFLOW_TRACKING_TOKEN'] ?? '';
  return token === '' ? undefined : `Bearer ${token}`;
}

/** MLflow has seconds. */
function timeoutOf(value: string | undefined): { readonly timeoutMs?: number } {
  const seconds = Number(value);
  return value !== undefined && seconds > 0 ? { timeoutMs: seconds * 1000 } : {};
}
