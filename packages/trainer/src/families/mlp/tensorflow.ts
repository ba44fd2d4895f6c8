import { EspalierError } from '@espalier/core';
import type { Tensorflow } from './tensorflow-types.ts';

/** Resolves to a package's exports, or rejects. */
type Import = (name: string) => Promise<unknown>;

const INSTALL =
  'npm install @tensorflow/tfjs@4 @tensorflow/tfjs-backend-wasm@4 (in a clone of Espalier: make extras)';

/**
 * TensorFlow.js on the fastest backend that works here: its native binding, else WebAssembly, else plain JavaScript. It is
 * not a dependency and is loaded at the first call. If it is missing, E_FAMILY_UNAVAILABLE says how to install it.
 */
export async function loadTensorflow(
  load: Import = name => import(name) as Promise<unknown>
): Promise<Tensorflow> {
  // A binding whose build failed, or that this Node is too new for, may throw any error.
  const native = await attempt(() => load('@tensorflow/tfjs-node'));
  if (native !== undefined) return ready(native, 'tensorflow');
  let plain: unknown;
  try {
    plain = await load('@tensorflow/tfjs');
  } catch (cause) {
    throw new EspalierError(
      'E_FAMILY_UNAVAILABLE',
      'Cannot train the family "mlp": TensorFlow.js is not installed',
      INSTALL,
      { cause }
    );
  }
  // It registers itself with the one above; where it is absent, or WebAssembly is, there is still the plain backend.
  await attempt(() => load('@tensorflow/tfjs-backend-wasm'));
  const tf = await attempt(() => ready(plain, 'wasm'));
  return tf ?? ready(plain, 'cpu');
}

async function ready(loaded: unknown, backend: string): Promise<Tensorflow> {
  const tf = (loaded as { default?: Tensorflow }).default ?? (loaded as Tensorflow);
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) throw new RangeError(`no backend ${backend}`);
  await tf.ready();
  return tf;
}

async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch {
    return undefined;
  }
}
