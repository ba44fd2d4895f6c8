// The least that can answer: node:http, JSON.parse, the same bundle, JSON.stringify. No limits, no log, no audit.
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { openBundle } from '@espalier/bundle';

const [folder, port] = process.argv.slice(2);
const bundle = await openBundle(folder);

createServer((request, response) => {
  if (request.method === 'GET') {
    response.end();
    return;
  }
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => {
    const rows = JSON.parse(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    const { table, problems } = bundle.encodeRows(rows);
    if (problems.length > 0) {
      response.writeHead(400).end();
      return;
    }
    const probabilities = bundle.score(table);
    const labels = bundle.decide(table, probabilities);
    const body = JSON.stringify({
      predictions: Array.from(probabilities, (probability, i) => ({
        probability,
        class: labels[i]
      }))
    });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body)
    });
    response.end(body);
  });
}).listen(Number(port), '127.0.0.1');
