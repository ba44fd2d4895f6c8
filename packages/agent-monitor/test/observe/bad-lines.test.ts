import { describe, expect, test } from '@jest/globals';
import { formatBadLines } from '../../src/observe/bad-lines.ts';
import { readHistory } from '../../src/observe/read-history.ts';

const GOOD = '{"ts": "2025-08-17", "acc": 0.9}';

describe('formatBadLines()', () => {
  test('names every line, those with one reason together', () => {
    const text = [GOOD, 'x', 'x', 'x', GOOD, 'x', '{"roc_auc": 1}'].join('\n');
    expect(formatBadLines(readHistory(text, 'm.jsonl'), 'm.jsonl')).toEqual([
      'm.jsonl: 5 of 7 lines skipped:',
      '  lines 2-4, 6: not JSON; expected one JSON object',
      '  line 7: ts: missing; expected ISO 8601, like 2025-08-17T21:32:20Z'
    ]);
  });

  test('says nothing when all is well, and speaks of one line as of one', () => {
    expect(formatBadLines(readHistory(GOOD, 'm.jsonl'), 'm.jsonl')).toEqual([]);
    expect(formatBadLines(readHistory(`${GOOD}\nx`, 'm.jsonl'), 'm.jsonl')[0]).toBe(
      'm.jsonl: 1 of 2 lines skipped:'
    );
  });
});
