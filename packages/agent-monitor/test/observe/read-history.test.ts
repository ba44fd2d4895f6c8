import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { EspalierError } from '@espalier/core';
import { readHistory, readHistoryFile } from '../../src/observe/read-history.ts';
import { historyOf, hour, jsonl } from '../support/history.ts';

function failureOf(text: string): EspalierError {
  try {
    readHistory(text, 'm.jsonl');
  } catch (error) {
    if (error instanceof EspalierError) return error;
  }
  throw new Error('expected a failure');
}

describe('readHistory()', () => {
  test('sorts by time, whatever the zones', () => {
    const { points } = historyOf(
      { ts: '2025-08-17T12:00:00Z', roc_auc: 0.3 },
      { ts: '2025-08-17T12:30:00+02:00', roc_auc: 0.1 },
      { timestamp: '2025-08-17T11:00:00', roc_auc: 0.2 }
    );
    expect([...points].map(point => point.rocAuc)).toEqual([0.1, 0.2, 0.3]);
  });

  test('lets the last line of a time win, also when the zone is written otherwise', () => {
    const { points, numLines, numBadLines } = historyOf(
      { ts: '2025-08-17T12:00:00Z', roc_auc: 0.1, pr_auc: 0.5 },
      { ts: '2025-08-17T14:00:00+02:00', roc_auc: 0.2 },
      { timestamp: '2025-08-17T12:00:00', roc_auc: 0.3 }
    );
    expect(points).toHaveLength(1);
    expect(points.at(0)).toMatchObject({ rocAuc: 0.3, prAuc: null });
    expect([numLines, numBadLines]).toEqual([3, 0]);
  });

  test('tells times apart that differ by a microsecond', () => {
    const { points } = historyOf(
      { ts: '2025-08-17T12:00:00.000002', roc_auc: 0.2 },
      { ts: '2025-08-17T12:00:00.000001', roc_auc: 0.1 }
    );
    expect([...points].map(point => point.rocAuc)).toEqual([0.1, 0.2]);
  });

  test('does not mind CRLF, a byte order mark, blank lines and no line break at the end', () => {
    const [a, b] = jsonl({ ts: hour(0), acc: 1 }, { ts: hour(1), acc: 1 })
      .trim()
      .split('\n');
    const { points, numLines, numBadLines } = readHistory(
      `\uFEFF${a!}\r\n\r\n  \n${b!}`,
      'm.jsonl'
    );
    expect(points).toHaveLength(2);
    expect([numLines, numBadLines]).toEqual([2, 0]);
  });

  test('takes null and absent metrics, and further fields', () => {
    const { points } = historyOf({ ts: hour(0), roc_auc: null, host: 'a', acc: 0.5 });
    expect(points.at(0)).toMatchObject({ rocAuc: null, prAuc: null, latencyP95Ms: null });
  });

  test('leaves bad lines out and tells all of them, without their values', () => {
    const lines = [
      '{"ts": "2025-08-17T12:00:00Z", "roc_auc": 0.9}',
      'secret',
      '',
      '{"ts": "2025-08-17T13:00:00Z", "roc_auc": NaN}',
      '{"ts": "secret"}',
      '{"roc_auc": 0.9}',
      '{"ts": 1755432000}',
      '[1]',
      '{"ts": "2025-08-17T14:00:00Z", "roc_auc": "secret", "pr_auc": -1}',
      `{"ts": "2025-08-17T14:00:00Z", "roc_auc": ${'9'.repeat(400)}}`,
      '{"ts": "2025-08-17T15:00:00Z"'
    ];
    const { points, numLines, numBadLines, problems } = readHistory(lines.join('\n'), 'm.jsonl');
    expect([...points].map(({ rocAuc }) => rocAuc)).toEqual([0.9, null, null]);
    expect([numLines, numBadLines]).toEqual([10, 7]);
    expect(problems.map(({ line, field, problem }) => [line, field, problem])).toEqual([
      [2, undefined, 'not JSON'],
      [5, 'ts', 'not a time'],
      [6, 'ts', 'missing'],
      [7, 'ts', 'must be a string'],
      [8, undefined, 'must be an object'],
      [9, 'roc_auc', 'must be a number'],
      [9, 'pr_auc', 'too small'],
      [11, undefined, 'not JSON']
    ]);
    expect(JSON.stringify(problems)).not.toContain('secret');
  });

  test.each(['', '\n \r\n', '\uFEFF'])('refuses the empty text %j', text => {
    expect(failureOf(text)).toMatchObject({
      code: 'E_HISTORY_INVALID',
      message: 'Cannot use "m.jsonl" as a metrics history: the file is empty'
    });
  });

  test('refuses a file without a single valid point, with every reason', () => {
    const error = failureOf('one\n\ntwo\n');
    expect(error.message).toBe(
      'Cannot use "m.jsonl" as a metrics history: none of its 2 lines is a valid point'
    );
    expect(error.details.map(({ line }) => line)).toEqual([1, 3]);
    expect(failureOf('one').message).toContain('its only line is not a valid point');
  });
});

describe('readHistoryFile()', () => {
  const count = 3000;
  const text = jsonl(
    ...Array.from({ length: count }, (_, i) => ({ ts: hour(i), roc_auc: i / count }))
  );
  const bigEndian = (): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();

  test.each<[string, () => Buffer]>([
    ['plain', () => Buffer.from(text)],
    ['with a byte order mark', () => Buffer.from(`\uFEFF${text}`)],
    ['with CRLF', () => Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['with CR alone', () => Buffer.from(text.replaceAll('\n', '\r'))],
    ['in UTF-16, as PowerShell writes', () => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['in UTF-16 of the other order', bigEndian],
    ['compressed', () => gzipSync(text)],
    [
      'compressed in two members',
      () => Buffer.concat([gzipSync(text.slice(0, 999)), gzipSync(text.slice(999))])
    ]
  ])('reads a file %s', async (_, bytes) => {
    const folder = await mkdtemp(join(tmpdir(), 'history-'));
    try {
      const path = join(folder, 'm.jsonl');
      await writeFile(path, bytes());
      const { points, numLines, numBadLines, numGaps } = await readHistoryFile(path);
      expect([points.length, numLines, numBadLines, numGaps]).toEqual([count, count, 0, 0]);
      expect(points.at(-1)).toMatchObject({ rocAuc: (count - 1) / count, prAuc: null });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('refuses gzip that is cut off or damaged, and a file that is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'history-'));
    const path = join(folder, 'm.jsonl.gz');
    const whole = gzipSync(text);
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 100, 200);
    for (const bytes of [whole.subarray(0, 500), damaged]) {
      await writeFile(path, bytes);
      await expect(readHistoryFile(path)).rejects.toMatchObject({
        code: 'E_FILE_UNREADABLE',
        message: expect.stringContaining('its gzip data is damaged or cut off')
      });
    }
    await rm(folder, { recursive: true });
    await expect(readHistoryFile(path)).rejects.toMatchObject({ code: 'E_FILE_MISSING' });
  });

  test('describes ten thousand bad lines, and counts all', () => {
    const { numBadLines, problems } = readHistory(`${text}${'x\n'.repeat(12_000)}`, 'm.jsonl');
    expect([numBadLines, problems.length]).toEqual([12_000, 10_000]);
  });
});
