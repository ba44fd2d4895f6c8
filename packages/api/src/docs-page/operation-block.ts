import type { Json } from '../json-schema.ts';
import { escape } from './escape.ts';
import type { ShownOperation } from './read-document.ts';

/** Indent JSON for people. */
function formatJson(value: Json): string {
  return JSON.stringify(value, null, 2);
}

/** Render an operation: how to call it, an example request with its answer, and a form that sends it. */
export function operationBlock(operation: ShownOperation, origin: string): string {
  const { method, path, summary, isAdmin, request, answer, responses } = operation;
  const title = `<span class="method ${method}">${method.toUpperCase()}</span> <code>${escape(path)}</code> <span class="quiet">${escape(summary)}</span>`;
  return `<div class="operation" data-method="${method.toUpperCase()}" data-path="${escape(path)}">
<h3>${title}</h3>
${request === undefined ? '' : exampleBlock(request, answer)}
<div class="send">${headerFields(operation)}${isAdmin ? tokenField() : ''}<button type="button">Try it</button></div>
<div class="result" hidden><p class="status"></p><pre></pre></div>
<details class="fold"><summary>curl and status codes</summary>
<pre class="curl">${escape(curlOf(operation, origin))}</pre>
${parameterTable(operation)}
<table><thead><tr><th>Status</th><th>Meaning</th></tr></thead><tbody>${responses.map(([status, text]) => `<tr><td>${status}</td><td>${escape(text)}</td></tr>`).join('')}</tbody></table>
</details></div>`;
}

function exampleBlock(request: Json, answer: Json | undefined): string {
  const text = formatJson(request);
  const rows = Math.min(24, text.split('\n').length);
  return `<div class="pair"><label><span class="label">Example request</span><textarea rows="${rows}" spellcheck="false">${escape(text)}</textarea></label>
<div><span class="label">Its answer</span>${answer === undefined ? '<p class="quiet">The model is not ready.</p>' : `<pre>${escape(formatJson(answer))}</pre>`}</div></div>`;
}

function headerFields({ parameters }: ShownOperation): string {
  return parameters
    .filter(({ place, isRequired }) => place === 'header' && isRequired)
    .map(
      ({ name, example }) =>
        `<label class="header">${escape(name)} <input data-header="${escape(name)}" value="${escape(example)}"></label>`
    )
    .join('');
}

function tokenField(): string {
  return '<label class="header">Admin token <input type="password" autocomplete="off" data-token placeholder="if one is set"></label>';
}

function parameterTable({ parameters }: ShownOperation): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name, place, isRequired, description }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${place}${isRequired ? ', required' : ''}</td><td>${escape(description)}</td></tr>`
  );
  return `<table><thead><tr><th>Parameter</th><th>In</th><th>Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** The command line that sends the example. */
function curlOf({ method, path, parameters, request, isAdmin }: ShownOperation, origin: string) {
  const headers = parameters
    .filter(({ place, isRequired }) => place === 'header' && isRequired)
    .map(({ name, example }) => `-H '${name}: ${example}'`);
  const parts = [
    `curl ${method === 'get' ? '' : '-X POST '}'${origin}${path}'`,
    ...(isAdmin ? [`-H "authorization: Bearer $ESPALIER_ADMIN_TOKEN"`] : []),
    ...headers,
    ...(request === undefined
      ? []
      : [
          "-H 'content-type: application/json'",
          `-d '${JSON.stringify(request).replaceAll("'", "'\\''")}'`
        ])
  ];
  return parts.join(' \\\n  ');
}
