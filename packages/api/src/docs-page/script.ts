/** The script of /docs: "Try it" sends the request of its block and shows the answer; the curl command follows edits. */
export const DOCS_SCRIPT = `'use strict';
for (const block of document.querySelectorAll('.operation')) {
  const { method, path } = block.dataset;
  const body = block.querySelector('textarea');
  const result = block.querySelector('.result');
  const curl = block.querySelector('.curl');
  const token = block.querySelector('[data-token]');
  const headers = () => {
    const all = body === null ? {} : { 'content-type': 'application/json' };
    for (const field of block.querySelectorAll('[data-header]')) all[field.dataset.header] = field.value;
    return all;
  };
  const quote = text => "'" + text.replaceAll("'", "'\\\\''") + "'";
  const showCurl = () => {
    const parts = ['curl ' + (method === 'GET' ? '' : '-X ' + method + ' ') + quote(location.origin + path)];
    if (token !== null) parts.push('-H "authorization: Bearer $ESPALIER_ADMIN_TOKEN"');
    for (const [name, value] of Object.entries(headers())) parts.push('-H ' + quote(name + ': ' + value));
    if (body !== null) parts.push('-d ' + quote(compact(body.value)));
    curl.textContent = parts.join(' \\\\\\n  ');
  };
  const send = async () => {
    const all = headers();
    if (token !== null && token.value !== '') all.authorization = 'Bearer ' + token.value;
    const started = performance.now();
    const [status, text] = await fetch(path, { method, headers: all, body: body === null ? undefined : body.value }).then(
      async answer => [answer.status + ' ' + answer.statusText, pretty(await answer.text())],
      () => ['No answer', 'The server cannot be reached.']
    );
    result.hidden = false;
    const line = result.querySelector('.status');
    line.textContent = status + ', ' + Math.round(performance.now() - started) + ' ms';
    line.className = 'status ' + (status.startsWith('2') ? 'good' : 'bad');
    result.querySelector('pre').textContent = text;
  };
  block.querySelector('button').addEventListener('click', send);
  block.addEventListener('input', showCurl);
  showCurl();
}
function compact(text) {
  try { return JSON.stringify(JSON.parse(text)); } catch { return text; }
}
function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}
`;
