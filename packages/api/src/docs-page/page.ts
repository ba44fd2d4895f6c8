import type { JsonObject } from '../json-schema.ts';
import { escape } from './escape.ts';
import { operationBlock } from './operation-block.ts';
import {
  readFields,
  readOperations,
  type ShownField,
  type ShownOperation
} from './read-document.ts';

/** A model as the page introduces it. */
export interface ShownModel {
  readonly name: string;
  readonly contract: string;
  /** Undefined if the model is not ready. */
  readonly version: string | undefined;
  readonly family: string | undefined;
}

/** Render an OpenAPI document as a page: a section for each model, then the server. `origin` is the server's own URL. */
export function docsPage(
  document: JsonObject,
  models: readonly ShownModel[],
  origin: string
): string {
  const operations = readOperations(document);
  const sections = models.map((model, i) => ({
    model,
    own: operationsOf(operations, model.name, i === 0)
  }));
  const taken = new Set(operations.filter(({ path }) => isOfModel(path, models)));
  for (const { own } of sections) for (const operation of own) taken.add(operation);
  const server = operations.filter(operation => !taken.has(operation));
  const title = models.map(({ name }) => name).join(', ');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}: API</title><link rel="stylesheet" href="/docs/style.css"><script src="/docs/try.js" defer></script></head><body>
<header><h1>${escape(title)}</h1>
<p>The API of this server. “Try it” sends a request from this page; predictions sent here are counted and audited like any other.</p>
<nav><ul>${models.map(({ name }) => `<li><a href="#${escape(name)}">${escape(name)}</a></li>`).join('')}<li><a href="#server">Server</a></li><li><a href="/openapi.json">openapi.json</a></li></ul></nav></header>
<main>
${sections.map(({ model, own }, i) => modelSection(model, own, i === 0, readFields(document, model.name), origin)).join('\n')}
<section id="server"><h2>Server</h2>${server.map(one => fold(one, origin)).join('\n')}</section>
</main></body></html>
`;
}

/** The operations of a model: those of the first one at the root, where they are shortest. */
function operationsOf(
  all: readonly ShownOperation[],
  name: string,
  isFirst: boolean
): ShownOperation[] {
  const prefix = `/models/${name}/`;
  const named = all.filter(({ path }) => path.startsWith(prefix));
  const roots = new Set(named.map(({ path }) => path.slice(prefix.length - 1)));
  const own = isFirst ? all.filter(({ path }) => roots.has(path)) : named;
  const tensors = all.filter(
    ({ path }) => path === `/v2/models/${name}` || path.startsWith(`/v2/models/${name}/`)
  );
  return [...own, ...tensors];
}

function isOfModel(path: string, models: readonly ShownModel[]): boolean {
  return models.some(({ name }) => path.startsWith(`/models/${name}/`));
}

function modelSection(
  { name, contract, version, family }: ShownModel,
  operations: readonly ShownOperation[],
  isFirst: boolean,
  fields: readonly ShownField[],
  origin: string
): string {
  const facts =
    version === undefined
      ? 'not ready'
      : `version ${version}, family ${family ?? ''}, contract ${contract}`;
  const [main, ...further] = operations.filter(({ tag }) => tag === name);
  const management = operations.filter(({ tag }) => tag === 'model');
  const foreign = operations.filter(({ tag }) => tag !== name && tag !== 'model');
  const also = isFirst ? ` The same routes are under <code>/models/${escape(name)}</code>.` : '';
  return `<section id="${escape(name)}"><h2>${escape(name)}</h2>
<p class="quiet">${escape(facts)}.${also}</p>
${main === undefined ? '' : operationBlock(main, origin)}
${further.map(one => fold(one, origin)).join('\n')}
${fieldTable(fields)}
<details class="group"><summary>Other protocols: MLflow, Open Inference Protocol</summary>${foreign.map(one => fold(one, origin)).join('\n')}</details>
<details class="group"><summary>Health, version, live profile, reload</summary>${management.map(one => fold(one, origin)).join('\n')}</details>
</section>`;
}

function fold(operation: ShownOperation, origin: string): string {
  const { method, path, summary } = operation;
  return `<details class="one"><summary><span class="method ${method}">${method.toUpperCase()}</span> <code>${escape(path)}</code> <span class="quiet">${escape(summary)}</span></summary>${operationBlock(operation, origin)}</details>`;
}

function fieldTable(fields: readonly ShownField[]): string {
  if (fields.length === 0) return '';
  const rows = fields.map(
    ({ name, isRequired, type, values, example }) =>
      `<tr><td><code>${escape(name)}</code>${isRequired ? '' : ' <span class="quiet">optional</span>'}</td><td>${escape(type)}</td><td>${escape(values)}</td><td>${escape(example)}</td></tr>`
  );
  return `<details class="group"><summary>Fields of a row (${fields.length})</summary><div class="table"><table><thead><tr><th>Field</th><th>Type</th><th>Values</th><th>Example</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}
