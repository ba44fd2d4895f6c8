import { expect, test } from '@jest/globals';
import { soak } from '../packages/api/bench/support/soak.ts';
import { works } from './support/processes.ts';

test('under load, swaps and kills: every answer is right, no 5xx, one audit line each (make soak has the whole)', async () => {
  const canKill = await works('ps', '--version');
  const result = await soak({
    requests: 2000,
    seconds: 4,
    swaps: 5,
    kills: canKill ? 1 : 0,
    workers: 2
  });
  expect(result).toMatchObject({
    wrong: 0,
    refused: 0,
    auditMissing: 0,
    auditSurplus: 0,
    auditProblems: 0,
    exitCode: 0
  });
  expect(result.answered).toBeGreaterThanOrEqual(1900);
  expect(Object.keys(result.versions).length).toBe(2);
  // No more than the requests that were under way on the connections of a worker that was killed.
  expect(result.lost).toBeLessThanOrEqual(16 * Math.max(1, result.kills));
});
