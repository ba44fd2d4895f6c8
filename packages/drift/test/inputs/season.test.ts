import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { normal, randomSeeded } from '@espalier/core';
import type { Profile } from '@espalier/core/contracts';
import { runCommand } from '../../../cli/src/run-command.ts';
import { driftCommand } from '../../src/command.ts';
import type { FullReport } from '../../src/compare/report-schema.ts';
import { compareCommand } from '../../src/output/commands.ts';
import { hoursOfWindow } from '../../src/inputs/season.ts';
import { fakeIo } from '../../../../test/support/fake-io.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const HOUR = 3_600_000;
const MONDAY = Date.UTC(2026, 0, 5);

/** Days of six rows an hour; on a weekend x is 2.5 standard deviations higher. */
function csv(start: number, days: number, seed: number): string {
  const random = randomSeeded(seed);
  const rows = Array.from({ length: 24 * 6 * days }, (_, i) => {
    const time = new Date(start + (i * HOUR) / 6);
    const isWeekend = time.getUTCDay() % 6 === 0;
    const x = (isWeekend ? 60 : 40) + 8 * normal(random);
    // Half a per cent of the cells hold something else.
    return `${time.toISOString()},${random() < 0.005 ? 'broken' : x.toFixed(3)}`;
  });
  return `seen,x\n${rows.join('\n')}\n`;
}

const SPEC =
  'name: t\ntarget: { column: none, positive: 1 }\ntime: seen\nfeatures:\n  x: { kind: number }\n';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'season-'));
  writeFileSync(at('ref.csv'), csv(MONDAY, 28, 1));
  writeFileSync(at('ref.yaml'), SPEC);
  writeFileSync(at('weekend.csv'), csv(MONDAY + 33 * 24 * HOUR, 2, 2));
  writeFileSync(at('week.csv'), csv(MONDAY + 35 * 24 * HOUR, 7, 3));
  writeFileSync(at('monday.csv'), csv(MONDAY, 1, 4));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function compare(
  ref: string,
  fresh: string,
  ...more: string[]
): Promise<{ exitCode: number; err: string; report: () => FullReport }> {
  const io = fakeIo();
  const exitCode = await runCommand(
    driftCommand,
    [
      ...['--ref', at(ref), '--new', at(fresh), '--spec', at('ref.yaml')],
      ...['--out', at('report.json'), '--skip-domain', ...more]
    ],
    io
  );
  return {
    exitCode,
    err: io.err(),
    report: () => JSON.parse(readFileSync(at('report.json'), 'utf8')) as FullReport
  };
}

describe('drift --season week', () => {
  test('a weekend is drift against four weeks, and none against their weekends', async () => {
    const plain = (await compare('ref.csv', 'weekend.csv')).report();
    expect([plain.overall_drift, plain.rows.reference, plain.season]).toEqual([
      true,
      24 * 6 * 28,
      undefined
    ]);
    const report = (await compare('ref.csv', 'weekend.csv', '--season', 'week')).report();
    expect(report).toMatchObject({
      overall_drift: false,
      rows: { reference: 24 * 6 * 8, new: 288 },
      season: { by: 'week', hours: 48 }
    });
  });

  test('of a whole week it changes nothing', async () => {
    const plain = (await compare('ref.csv', 'week.csv')).report();
    const seasonal = (await compare('ref.csv', 'week.csv', '--season', 'week')).report();
    expect(seasonal).toEqual({ ...plain, season: { by: 'week', hours: 168 } });
  });

  test('a live window is compared with its hours', async () => {
    const counts = [0, 20, 260, 8];
    const profile: Profile = {
      format: 'espalier.profile/1',
      rows: 288,
      window: { from: '2026-02-07T00:00:00Z', to: '2026-02-08T23:59:00Z', complete: true },
      columns: {
        x: {
          kind: 'number',
          count: 288,
          missing: 0,
          mean: null,
          std: null,
          min: null,
          max: null,
          edges: [30, 46, 75],
          counts
        }
      }
    };
    writeFileSync(at('live.json'), JSON.stringify(profile));
    const plain = (await compare('ref.csv', 'live.json')).report();
    const seasonal = (await compare('ref.csv', 'live.json', '--season', 'week')).report();
    expect(seasonal.rows.reference).toBe(24 * 6 * 8);
    expect(seasonal.features['x']).toBeLessThan(0.2);
    expect(plain.features['x']).toBeGreaterThan(0.2);
  });

  test.each<[string, string, string[], number, string]>([
    ['monday.csv', 'weekend.csv', [], 65, 'no row of the weekdays and hours of the new rows'],
    [
      'ref.csv',
      'weekend.csv',
      ['--time', 'nope'],
      65,
      'the column "nope" with the time of each row'
    ],
    ['ref.csv', 'weekend.csv', ['--season', 'month'], 2, 'Allowed choices are week'],
    ['live.json', 'live.json', [], 2, 'the reference is not a table']
  ])('%s and %s with %j end with %d', async (ref, fresh, more, exitCode, message) => {
    const ran = await compare(ref, fresh, '--season', 'week', ...more);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.err).toContain(message);
  });
});

describe('hoursOfWindow()', () => {
  const count = (from: string, to: string): number =>
    hoursOfWindow({ from, to, complete: true }).length;

  test('has each hour that the window touches, once', () => {
    expect(
      hoursOfWindow({ from: '1970-01-01T00:10:00Z', to: '1970-01-01T02:00:00Z', complete: true })
    ).toEqual([0, 1, 2]);
    expect(
      hoursOfWindow({ from: '1970-01-07T23:10:00Z', to: '1970-01-08T00:10:00Z', complete: true })
    ).toEqual([0, 167]);
    expect(count('2026-01-01T00:00:00Z', '2026-01-01T23:59:00Z')).toBe(24);
    expect(count('2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z')).toBe(168);
  });
});

test('the command to compare again has the season and the time column', () => {
  expect(
    compareCommand({
      reference: 'ref.csv',
      new: 'http://127.0.0.1/profile?since=24h',
      season: 'week',
      time: 'seen at'
    })
  ).toBe(
    "drift --ref ref.csv --new 'http://127.0.0.1/profile?since=24h' --season week --time 'seen at' --fail-on-drift"
  );
});
