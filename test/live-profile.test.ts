import { randomInt } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createLiveProfile } from '../packages/api/src/models/live-profile.ts';
import { createProfilePublisher } from '../packages/api/src/models/stepped-profile.ts';
import type { Column } from '../packages/core/src/table.ts';
import type { Profile } from '../packages/core/src/contracts/profile.ts';
import { nearlyEqualEdges, profileScores, profileTable } from '../packages/core/src/profile.ts';
import { normal, randomSeeded } from '../packages/core/src/random.ts';
import { compareSamples } from '../packages/drift/src/compare/compare.ts';
import { compareScores } from '../packages/drift/src/model/compare-scores.ts';
import { createProfileSample } from '../packages/drift/src/pair/sample.ts';
import { SYNTHETIC_SPEC, syntheticRows } from './support/synthetic.ts';

const SETTINGS = {
  threshold: 0.2,
  thresholds: {},
  policy: 'any' as const,
  disclose: () => 'exact' as const
};

interface Traffic {
  readonly columns: readonly Column[];
  readonly probabilities: Float64Array;
}

/** Rows whose numbers and scores are shifted by some standard deviations. */
function traffic(numRows: number, seed: number, shift: number): Traffic {
  const random = randomSeeded(seed, 1);
  const { table } = syntheticRows(numRows, seed);
  return {
    columns: table.columns
      .filter(({ name }) => Object.hasOwn(SYNTHETIC_SPEC.features, name))
      .map(column =>
        column.kind === 'number'
          ? { ...column, values: column.values.map(x => x + shift * 15) }
          : column
      ),
    probabilities: Float64Array.from(
      { length: numRows },
      () => 1 / (1 + Math.exp(1 - shift - normal(random)))
    )
  };
}

const trained = traffic(3000, 1, 0);
const reference: Profile = {
  ...profileTable({ numRows: 3000, columns: trained.columns }, SYNTHETIC_SPEC),
  scores: profileScores(trained.probabilities)
};

/** Compare the live profile of traffic with training: as it is counted, and as it is published. */
function compareBoth({ columns, probabilities }: Traffic) {
  const live = createLiveProfile(reference.columns, nearlyEqualEdges(reference.scores!, 20));
  live.add(columns, probabilities);
  const exact = live.read();
  const published = createProfilePublisher(limit => randomInt(limit))(exact);
  const [before, after] = [exact, published].map(profile => ({
    ...compareSamples(createProfileSample(reference), createProfileSample(profile), SETTINGS),
    scores: compareScores(reference.scores!, profile.scores!, SETTINGS)
  }));
  return { exact: before!, published: after! };
}

describe('drift of a live profile that is published in steps', () => {
  test.each([
    ['without a shift', 0],
    ['with a shift', 0.3]
  ])('is that of the exact counts, from thousands of rows on, %s', (_what, shift) => {
    for (let seed = 2; seed < 7; ++seed) {
      const { exact, published } = compareBoth(traffic(5000, seed, shift));
      for (const [name, { psi }] of Object.entries(exact.columns))
        expect(Math.abs(published.columns[name]!.psi - psi)).toBeLessThan(0.005);
      expect(Math.abs(published.scores.psi - exact.scores.psi)).toBeLessThan(0.005);
      expect(published.overall_drift).toBe(exact.overall_drift);
      expect(published.changed).toBe(exact.changed);
    }
  });

  test('of a few hundred rows, too, steps alone are no drift', () => {
    for (const numRows of [200, 300, 500])
      for (let seed = 2; seed < 7; ++seed)
        expect(compareBoth(traffic(numRows, seed, 0)).published.overall_drift).toBe(false);
  });

  test('a large shift is found, a level that is gone included', () => {
    const { columns, probabilities } = traffic(2000, 3, 0.8);
    const { published } = compareBoth({
      columns: columns.map(column =>
        column.name === 'cat_plan' && column.kind === 'category'
          ? { ...column, codes: column.codes.map(code => (code === 0 ? 1 : code)) }
          : column
      ),
      probabilities
    });
    expect(published.overall_drift).toBe(true);
    expect(published.findings).toContainEqual({
      column: 'cat_plan',
      finding: 'vanished_levels',
      levels: 1
    });
  });
});
