import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface OpenLoad {
  readonly sent: number;
  /** Requests by status; 0 = no answer. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Milliseconds, of the requests that were answered with 200, and with 503. */
  readonly accepted: Percentiles;
  readonly refused: Percentiles;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** Send so many POSTs a second whatever comes back, for so many seconds. */
export async function openLoop(
  url: string,
  body: string,
  perSecond: number,
  seconds: number
): Promise<OpenLoad> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2000 });
  const took = new Map<number, number[]>();
  const answers: Promise<void>[] = [];
  const started = performance.now();
  for (let i = 0; performance.now() - started < seconds * 1000;) {
    while (i < ((performance.now() - started) / 1000) * perSecond) {
      answers.push(ask(url, agent, body, took));
      ++i;
    }
    await sleep(1);
  }
  await Promise.all(answers);
  agent.destroy();
  return {
    sent: answers.length,
    statuses: Object.fromEntries([...took].map(([status, times]) => [status, times.length])),
    accepted: percentiles(took.get(200) ?? []),
    refused: percentiles(took.get(503) ?? [])
  };
}

function ask(url: string, agent: Agent, body: string, took: Map<number, number[]>): Promise<void> {
  const started = performance.now();
  return new Promise(resolve => {
    const keep = (status: number): void => {
      const times = took.get(status) ?? [];
      took.set(status, times);
      times.push(performance.now() - started);
      resolve();
    };
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body)
    };
    const sent = request(url, { agent, method: 'POST', headers }, response => {
      response.resume();
      response.once('end', () => {
        keep(response.statusCode ?? 0);
      });
    });
    sent.once('error', () => {
      keep(0);
    });
    sent.end(body);
  });
}

function percentiles(times: readonly number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
