import { describe, expect, test } from '@jest/globals';
import type { Bundle } from '@espalier/bundle';
import type { ModelIdentity } from '@espalier/core/contracts';
import { chooseModels } from '../../src/inputs/choose-model.ts';
import type { Input } from '../../src/inputs/open-input.ts';

const identity = (name: string, version: string): ModelIdentity => ({
  name,
  version,
  content_sha256: `${name} ${version}`
});
const bundleOf = (model: ModelIdentity): Bundle => ({ manifest: model }) as unknown as Bundle;
const folder = (model: ModelIdentity): Input => ({
  kind: 'bundle',
  name: 'artifacts',
  bundle: bundleOf(model)
});
const profile = (model?: ModelIdentity): Input => ({
  kind: 'profile',
  name: 'live',
  profile: { format: 'espalier.profile/1', rows: 1, columns: {}, model }
});
const table: Input = { kind: 'table', name: 'new.csv', paths: ['new.csv'] };

const one = identity('churn', '1.0.0');
const two = identity('churn', '1.1.0');

describe('chooseModels()', () => {
  test.each([
    ['two tables', table, table, undefined, {}],
    ['a bundle and a table', folder(one), table, one, { model: one }],
    ['a table and a bundle', table, folder(one), one, { model: one }],
    ['two tables and --bundle', table, table, one, { model: one }],
    ['a bundle and its live profile', folder(one), profile(one), one, { model: one }],
    ['a bundle and a profile that names none', folder(one), profile(), one, { model: one }],
    ['a table and a live profile', table, profile(two), undefined, { model: two }],
    ['another version live', folder(one), profile(two), one, { model: two, referenceModel: one }],
    ['another version as --bundle', folder(one), table, two, { model: two, referenceModel: one }]
  ] as const)('names the model of %s', (_, reference, fresh, chosen, expected) => {
    expect(chooseModels(reference, fresh, chosen && bundleOf(chosen))).toEqual(expected);
  });

  test.each([
    ['a bundle and a live profile', folder(one), profile(identity('loan', '1')), one],
    ['two bundles', folder(one), folder(identity('loan', '1')), one],
    ['a live profile and --bundle', table, profile(one), identity('loan', '1')]
  ] as const)('refuses two models: %s', (_, reference, fresh, chosen) => {
    expect(() => chooseModels(reference, fresh, bundleOf(chosen))).toThrow(
      /is of the model "churn"|of "churn"/
    );
  });
});
