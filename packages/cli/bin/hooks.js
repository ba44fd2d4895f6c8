// Loader hooks for Node 20, where each module passes through them on another thread.
import { readFile } from 'node:fs/promises';

/** Workspace packages resolve to their source. */
export function resolve(specifier, context, next) {
  return next(specifier, {
    ...context,
    conditions: ['@espalier/source', ...context.conditions]
  });
}

/** Modules of installed packages are JavaScript already: read them here, past the TypeScript loader. */
export async function load(url, context, next) {
  return context.format === 'module' && url.includes('/node_modules/')
    ? { format: 'module', source: await readFile(new URL(url)), shortCircuit: true }
    : next(url, context);
}
