// In a checkout the source runs, through tsx, so that no stale build is ever run; a package without src runs its build.
import './check-node.js';
import { existsSync } from 'node:fs';
import * as loader from 'node:module';

/** Start the program whose bin file this is: `await startProgram(import.meta.url)`; `entry` names its module. */
export async function startProgram(bin, entry = 'cli') {
  const source = new URL(`../src/${entry}.ts`, bin);
  if (!existsSync(source)) {
    await import(new URL(`../dist/${entry}.js`, bin).href);
    return;
  }
  // Workspace packages resolve to their source too. registerHooks: Node >= 22.15; register: Node 20, deprecated in 26.
  if (loader.registerHooks)
    loader.registerHooks({
      resolve: (specifier, context, next) =>
        next(specifier, { ...context, conditions: ['@espalier/source', ...context.conditions] })
    });
  const tsx = await import('tsx/esm/api');
  tsx.register();
  // The hooks that come last are asked first.
  if (!loader.registerHooks) loader.register('./hooks.js', import.meta.url);
  await import(source.href);
}
