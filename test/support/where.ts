import { describe, test } from '@jest/globals';

type Test = (name: string, run: () => void | Promise<void>) => void;
type Suite = (name: string, suite: () => void) => void;

/** A test that needs something of the machine: skipped where that is missing, with the reason in its name. */
export function testWhere(isThere: boolean, reason: string): Test {
  return isThere
    ? test
    : (name, run) => {
        test.skip(`${name} (${reason})`, run);
      };
}

/** A suite that needs something of the machine: skipped where that is missing, with the reason in its name. */
export function describeWhere(isThere: boolean, reason: string): Suite {
  return isThere
    ? describe
    : (name, suite) => {
        describe.skip(`${name} (${reason})`, suite);
      };
}
