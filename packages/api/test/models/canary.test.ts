import { describe, expect, test } from '@jest/globals';
import { chooseModel, createCanary } from '../../src/models/canary.ts';
import type { ModelSlot } from '../../src/models/model-slot.ts';
import type { ModelVersion } from '../../src/models/model-version.ts';
import { createRandom, CROCKFORD, HEX, uuid } from '../redact/random.ts';

const slotOf = (version: string, isReady = true): ModelSlot => {
  const model = { version } as ModelVersion;
  return { ready: () => (isReady ? model : undefined), current: () => model } as ModelSlot;
};
const main = slotOf('1');
const NUM_REQUESTS = 4000;
const random = createRandom(7);

/** Ids in the forms that real clients, proxies and load balancers send. */
const FORMS: Readonly<Record<string, (i: number) => string>> = {
  uuid: () => uuid(random),
  'uuid without dashes, as of nginx and W3C traces': () => random.text(HEX, 32),
  traceparent: () => `00-${random.text(HEX, 32)}-${random.text(HEX, 16)}-01`,
  'X-Ray trace id': i => `1-${(1_710_325_800 + i).toString(16)}-${random.text(HEX, 24)}`,
  ULID: () => `01HV6Q7Z8Y${random.text(CROCKFORD, 16)}`,
  snowflake: i => String(1_541_815_603_606_036_480n + BigInt(i)),
  'epoch milliseconds': i => String(1_710_325_800_123 + i),
  'sequential number': i => String(i),
  'time to the second': i => String(20_240_313_103_000 + i),
  'id with a secret': i => `user-${i}@example.org`
};

describe.each([0.05, 0.2, 0.5])('a canary of %d', share => {
  test.each(Object.entries(FORMS))('gets its share by %s', (_form, idOf) => {
    const canary = createCanary(slotOf('2'), share, undefined);
    for (let i = 0; i < NUM_REQUESTS; ++i) chooseModel(main, canary, [], idOf(i));
    const { canary: given, main: others } = canary.counts;
    expect(given + others).toBe(NUM_REQUESTS);
    // Four standard errors of a binomial share: fails by chance once in 16,000.
    const error = Math.sqrt((share * (1 - share)) / NUM_REQUESTS);
    expect(Math.abs(given / NUM_REQUESTS - share)).toBeLessThan(4 * error);
  });
});

test('the same id gets the same version', () => {
  const canary = createCanary(slotOf('2'), 0.5, undefined);
  for (let i = 0; i < 100; ++i) {
    const versions = [1, 2, 3].map(() => chooseModel(main, canary, [], `id-${i}`).version);
    expect(new Set(versions).size).toBe(1);
  }
});

test('a canary of 0% gets nothing, one of 100% everything, one that is not ready nothing', () => {
  const countOf = (share: number, isReady: boolean) => {
    const canary = createCanary(slotOf('2', isReady), share, undefined);
    for (let i = 0; i < 1000; ++i) chooseModel(main, canary, [], `id-${i}`);
    return canary.counts;
  };
  expect(countOf(0, true)).toEqual({ canary: 0, main: 1000 });
  expect(countOf(1, true)).toEqual({ canary: 1000, main: 0 });
  expect(countOf(1, false)).toEqual({ canary: 0, main: 1000 });
});
