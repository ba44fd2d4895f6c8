import { expect, test } from '@jest/globals';
import {
  createChecksStream,
  createStream,
  createTrialStream,
  STREAM_NAMES
} from '../src/streams.ts';
import { importsOf, sourcesOf } from '../../../test/support/workspace.ts';

test.each([0, 7, 42, 2 ** 32 - 1])('the streams of seed %d all differ', seed => {
  const streams = [
    ...STREAM_NAMES.map(name => createStream(seed, name)),
    ...Array.from({ length: 200 }, (_, trial) => createTrialStream(seed, trial))
  ];
  const draws = streams.map(random => `${random()} ${random()}`);
  expect(new Set(draws).size).toBe(streams.length);
  expect(streams.length).toBe(STREAM_NAMES.length + 200);
});

test('a stream starts again each time, and that of the checks knows no seed', () => {
  const draw = () => createStream(3, 'split')();
  expect(draw()).toBe(draw());
  expect(createChecksStream()()).toBe(createChecksStream()());
});

test('no other file makes a stream of its own', () => {
  const makers = sourcesOf('trainer').filter(
    ({ text }) => importsOf(text).includes('@espalier/core') && text.includes('randomSeeded')
  );
  expect(makers.map(({ file }) => file)).toEqual(['streams.ts']);
});
