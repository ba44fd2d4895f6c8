// node join-modules.js FOLDER: joins the program of a package, src/cli.ts, and all that it loads into a few files, dist/cli.js and
// dist/joined-*.js, because finding and opening hundreds of modules is most of its start. Run after tsc, whose dist/cli.js it
// replaces. The library of the package is untouched.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const folder = resolve(process.argv[2]);
const dist = join(folder, 'dist');
for (const name of readdirSync(dist)) if (name.startsWith('joined-')) rmSync(join(dist, name));

/** The kernels are found by a path beside the module that asks for them; they move along. */
const kernels = {
  name: 'kernels',
  setup({ onLoad }) {
    onLoad({ filter: /gbdt\/src\/(kernel|pool)\.ts$/ }, ({ path }) => {
      const wasm = new URL('../wasm', `file://${path}`);
      cpSync(wasm, join(dist, 'wasm'), { recursive: true });
      return {
        contents: readFileSync(path, 'utf8').replaceAll("'../wasm/", "'./wasm/"),
        loader: 'ts'
      };
    });
  }
};

/** Of the messages of zod in fifty languages, which nobody ever sees, English is enough. */
const english = {
  name: 'english',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';"
    }));
  }
};

const { metafile } = await build({
  entryPoints: [join(folder, 'src/cli.ts')],
  outdir: dist,
  chunkNames: 'joined-[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  conditions: ['@espalier/source'],
  plugins: [kernels, english],
  minifyWhitespace: true,
  // CommonJS packages call it for the modules of Node.
  banner: {
    js: "import { createRequire as createRequireOf } from 'node:module';\nconst require = createRequireOf(import.meta.url);"
  },
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning'
});
writeFileSync(join(dist, 'third-party.txt'), licensesOf(Object.keys(metafile.inputs)));

/** The licences of the packages that files belong to. */
function licensesOf(files) {
  const packages = new Set(
    files.flatMap(file => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? [])
  );
  return [...packages].sort().map(describe).join('\n');
}

function describe(path) {
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = readdirSync(path).find(entry => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(path, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n\n${'-'.repeat(80)}\n`;
}
