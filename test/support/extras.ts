import { createRequire } from 'node:module';

/** Why a test of what `make extras` installs is skipped. */
export const EXTRAS = 'make extras installs what it needs';

/** Whether TensorFlow.js is installed: the family mlp is trained by it. */
export const HAS_TENSORFLOW = isInstalled('@tensorflow/tfjs');

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
