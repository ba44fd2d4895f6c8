import { EspalierError } from '@espalier/core';

const SCHEME = /^mlflow-artifacts:\/+/;

/** A place below another: `mlflow-artifacts:/1/abc/artifacts` and `model/MLmodel`. Errors: E_REGISTRY_INVALID for a path that leaves it. */
export function joinArtifact(root: string, path: string): string {
  const parts = path.split('/').filter(part => part !== '');
  if (
    parts.some(part => part === '..' || part === '.' || part.includes('\\') || part.includes('\0'))
  )
    throw new EspalierError(
      'E_REGISTRY_INVALID',
      'Cannot use the path of an artifact: it leaves its folder',
      'Use a path of names that are separated by slashes'
    );
  return [root.replace(/\/+$/, ''), ...parts].join('/');
}

/** The path of the proxy for an artifact. Errors: E_REGISTRY_INVALID for one that lies elsewhere. */
export function artifactPath(uri: string): string {
  if (!SCHEME.test(uri))
    throw new EspalierError(
      'E_REGISTRY_INVALID',
      'Cannot reach the artifacts of the server: they do not go through its proxy',
      'Start the server with --serve-artifacts, which is its default'
    );
  const path = uri.replace(SCHEME, '').split('/').map(encodeURIComponent).join('/');
  return `/api/2.0/mlflow-artifacts/artifacts/${path}`;
}
