// node write-project.js FOLDER: beside the tarballs of `make pack`, a package.json that installs them with npm, pnpm or
// yarn. The packages depend on each other by version; until a registry has them, pnpm and yarn must be told where they are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const packages = new URL('../', import.meta.url);
const tarballs = Object.fromEntries(
  readdirSync(packages).map(name => {
    const manifest = JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8'));
    const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
    return [manifest.name, `file:./${file}`];
  })
);
const write = (name, content) =>
  writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
write('package.json', {
  name: 'espalier-tarballs',
  private: true,
  type: 'module',
  dependencies: tarballs,
  resolutions: tarballs
});
// JSON is YAML.
write('pnpm-workspace.yaml', { overrides: tarballs });
