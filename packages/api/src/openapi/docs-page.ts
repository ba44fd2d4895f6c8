import { type Json, type JsonObject } from '../json-schema.ts';

/** An OpenAPI document as a page for people: no script, nothing from elsewhere. */
export function docsPage(document: JsonObject): string {
  const info = at(document, 'info');
  const operations = Object.entries(at(document, 'paths')).flatMap(([path, methods]) =>
    Object.entries(methods as JsonObject).map(([method, operation]) => ({
      path,
      method,
      operation: operation as JsonObject
    }))
  );
  const tags = [...new Set(operations.map(({ operation }) => tagOf(operation)))];
  const sections = tags.map(tag => {
    const own = operations.filter(({ operation }) => tagOf(operation) === tag);
    return `<h2 id="${escape(tag)}">${escape(tag)}</h2>${own.map(operationBlock).join('')}`;
  });
  const schemas = Object.entries(at(at(document, 'components'), 'schemas')).filter(([name]) =>
    name.startsWith('Row.')
  );
  const title = text(info['title']);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}: API</title><link rel="stylesheet" href="/docs/style.css"></head><body><main>
<h1>${escape(title)}</h1><p>${escape(text(info['description']))}</p>
<p class="links"><a href="/openapi.json">openapi.json</a> ${tags.map(tag => `<a href="#${escape(tag)}">${escape(tag)}</a>`).join(' ')} ${schemas.map(([name]) => `<a href="#${escape(name)}">${escape(name)}</a>`).join(' ')}</p>
${sections.join('\n')}
${schemas.map(([name, schema]) => schemaBlock(name, schema as JsonObject)).join('\n')}
</main></body></html>
`;
}

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly operation: JsonObject;
}

function operationBlock({ path, method, operation }: Operation): string {
  const parameters = (operation['parameters'] ?? []) as readonly JsonObject[];
  const responses = Object.entries(at(operation, 'responses'));
  return `<details><summary><b class="${method}">${method.toUpperCase()}</b> <code>${escape(path)}</code> <span>${escape(text(operation['summary']))}</span></summary>
${operation['security'] === undefined ? '' : '<p>Asks for the admin token where one is set.</p>'}
${parameters.length === 0 ? '' : `<table><tr><th>parameter</th><th>in</th><th></th></tr>${parameters.map(parameterRow).join('')}</table>`}
${curlBlock(path, operation)}
<table><tr><th>status</th><th>answer</th></tr>${responses.map(([status, answer]) => `<tr><td>${status}</td><td>${escape(text((answer as JsonObject)['description']))}</td></tr>`).join('')}</table></details>`;
}

function parameterRow(parameter: JsonObject): string {
  const isRequired = parameter['required'] === true ? ' (required)' : '';
  return `<tr><td><code>${escape(text(parameter['name']))}</code>${isRequired}</td><td>${escape(text(parameter['in']))}</td><td>${escape(text(parameter['description']))}</td></tr>`;
}

/** A command line that works, with the example of the document. */
function curlBlock(path: string, operation: JsonObject): string {
  const body = operation['requestBody'] as JsonObject | undefined;
  if (body === undefined) return '';
  const { example } = at(at(body, 'content'), 'application/json');
  const headers = ((operation['parameters'] ?? []) as readonly JsonObject[])
    .filter(({ required }) => required === true)
    .map(({ name, example: value }) => ` -H '${text(name)}: ${text(value)}'`);
  const json = JSON.stringify(example, null, 2).replaceAll("'", "'\\''");
  return `<pre>${escape(`curl -X POST "$URL${path}" -H 'content-type: application/json'${headers.join('')} -d '${json}'`)}</pre>`;
}

function schemaBlock(name: string, schema: JsonObject): string {
  const required = (schema['required'] ?? []) as readonly Json[];
  const rows = Object.entries((schema['properties'] ?? {}) as JsonObject).map(
    ([field, of]) =>
      `<tr><td><code>${escape(field)}</code></td><td>${required.includes(field) ? 'yes' : 'no'}</td><td>${escape(valuesOf(of as JsonObject))}</td></tr>`
  );
  return `<h2 id="${escape(name)}">${escape(name)}</h2><div class="wide"><table><tr><th>field</th><th>required</th><th>values</th></tr>${rows.join('')}</table></div>`;
}

function valuesOf(schema: JsonObject): string {
  const { type, enum: levels, minimum, maximum, description, properties } = schema;
  const parts = [
    levels === undefined ? undefined : (levels as readonly Json[]).map(String).join(', '),
    type === undefined ? undefined : [type].flat().map(String).join(' or '),
    minimum === undefined ? undefined : `from ${text(minimum)}`,
    maximum === undefined ? undefined : `to ${text(maximum)}`,
    properties === undefined
      ? undefined
      : `with ${Object.keys(properties as JsonObject).join(', ')}`,
    description === undefined ? undefined : text(description)
  ];
  return parts.filter(part => part !== undefined).join('; ');
}

function tagOf(operation: JsonObject): string {
  return text((operation['tags'] as readonly Json[] | undefined)?.[0]);
}

function at(value: JsonObject, key: string): JsonObject {
  return (value[key] ?? {}) as JsonObject;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function escape(raw: string): string {
  return raw
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
