import type { Registry } from 'prom-client';
import type { ModelSlot } from '../models/model-slot.ts';
import { type ModelEndpoint, type Models, slotsOf } from '../models/models.ts';
import type { ModelVersion } from '../models/model-version.ts';
import { bucketSamples, registerPulled, type Sample } from './pulled.ts';

/** Features with a series of their own; any further ones are summed in one series. */
const MAX_FEATURES = 100;
const OTHER = '(other)';
const SCORE_BOUNDS = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);

/** Requests by model and role, from which the share given is computed. */
export const CANARY_REQUESTS = 'canary_requests_total';

/** Register the metrics that each model counts: features, scores, canary and shadow. */
export function registerModelMetrics(registry: Registry, models: Models): void {
  const each =
    (read: (endpoint: ModelEndpoint, name: string) => readonly Sample[]) => (): Sample[] =>
      models.all.flatMap(endpoint => read(endpoint, endpoint.slot.name));
  const versions = (endpoint: ModelEndpoint): ModelVersion[] =>
    [endpoint.slot, endpoint.canary?.slot].flatMap(slot => slot?.ready() ?? []);
  registerPulled(registry, {
    name: 'model_info',
    help: '1 if the model is ready, else 0.',
    type: 'gauge',
    aggregator: 'max',
    read: each((endpoint, name) => {
      const ready = endpoint.slot.ready();
      const { version, family } = ready ?? { version: '', family: '' };
      return [{ labels: { name, version, family }, value: ready === undefined ? 0 : 1 }];
    })
  });
  registerPulled(registry, {
    name: 'model_loaded_timestamp_seconds',
    help: 'When each version that answers was loaded, in seconds since 1970; the latest over workers.',
    type: 'gauge',
    aggregator: 'max',
    read: each(({ slot, canary }, model) =>
      loadedSamples(model, [slot, ...(canary === undefined ? [] : [canary.slot])])
    )
  });
  registerPulled(registry, {
    name: 'model_reload_total',
    help: 'Reloads of a model, its canary and its shadow, by result; each worker reloads by itself.',
    type: 'counter',
    read: each((endpoint, model) => reloadSamples(model, slotsOf(endpoint)))
  });
  for (const [metric, help, read] of FEATURE_COUNTERS)
    registerPulled(registry, {
      name: metric,
      help,
      type: 'counter',
      read: each(({ slot }, model) => {
        const ready = slot.ready();
        return ready === undefined ? [] : featureSamples(model, read(ready));
      })
    });
  registerPulled(registry, {
    name: 'prediction_score',
    help: 'Predicted probabilities, by model and version, in steps of 10; the sum is approximate.',
    type: 'histogram',
    read: each((endpoint, model) =>
      versions(endpoint).flatMap(({ version, live }) =>
        scoreSamples({ model, version }, live.published().tenths)
      )
    )
  });
  registerPulled(registry, {
    name: 'model_rows_total',
    help: 'Rows scored since the version was loaded, by model and version.',
    type: 'counter',
    read: each((endpoint, model) =>
      versions(endpoint).map(({ version, live }) => ({
        labels: { model, version },
        value: live.numRows()
      }))
    )
  });
  registerPulled(registry, {
    name: 'canary_share_asked',
    help: 'Share of the requests that --canary asks for, from 0 to 1.',
    type: 'gauge',
    aggregator: 'first',
    read: each(({ canary }, model) =>
      canary === undefined ? [] : [{ labels: { model }, value: canary.share }]
    )
  });
  registerPulled(registry, {
    name: CANARY_REQUESTS,
    help: 'Requests for which a version was chosen, by model and role: main or canary.',
    type: 'counter',
    read: each(({ canary }, model) =>
      canary === undefined
        ? []
        : Object.entries(canary.counts).map(([role, value]) => ({
            labels: { model, role },
            value: value as number
          }))
    )
  });
  for (const [metric, help, field] of SHADOW_COUNTERS)
    registerPulled(registry, {
      name: metric,
      help,
      type: 'counter',
      read: each(({ shadow }, model) =>
        shadow === undefined ? [] : [{ labels: { model }, value: shadow.counts[field] }]
      )
    });
}

/** A version that two slots have is one line, of the later load. */
function loadedSamples(model: string, slots: readonly ModelSlot[]): Sample[] {
  const seconds = new Map<string, number>();
  for (const slot of slots) {
    const version = slot.ready()?.version;
    const loadedAt = slot.history().loadedAt;
    if (version === undefined || loadedAt === undefined) continue;
    seconds.set(version, Math.max(seconds.get(version) ?? 0, loadedAt.getTime() / 1000));
  }
  return [...seconds].map(([version, value]) => ({ labels: { model, version }, value }));
}

function reloadSamples(model: string, slots: readonly ModelSlot[]): Sample[] {
  const histories = slots.map(slot => slot.history());
  return [
    {
      labels: { model, result: 'success' },
      value: histories.reduce((sum, { numLoaded }) => sum + numLoaded, 0)
    },
    {
      labels: { model, result: 'failure' },
      value: histories.reduce((sum, { numRefused }) => sum + numRefused, 0)
    }
  ];
}

type Counts = readonly (readonly [feature: string, count: number])[];

const FEATURE_COUNTERS: readonly (readonly [string, string, (model: ModelVersion) => Counts])[] = [
  [
    'feature_missing_total',
    'Missing cells, by feature, in steps of 10.',
    ({ live }) =>
      Object.entries(live.published().profile.columns).map(([name, { missing }]) => [name, missing])
  ],
  [
    'feature_unseen_total',
    'Cells with a level unseen in training, by feature, in steps of 10.',
    ({ live }) =>
      Object.entries(live.published().profile.columns).flatMap(([name, column]) =>
        column.kind === 'category' ? [[name, column.unseen] as const] : []
      )
  ],
  [
    'feature_out_of_range_total',
    'Numbers outside the declared range, by feature, in steps of 10.',
    ({ live }) => [...live.published().outOfRange]
  ]
];

const SHADOW_COUNTERS = [
  ['shadow_rows_total', 'Rows scored by the shadow model.', 'rows'],
  [
    'shadow_disagreements_total',
    'Rows where the shadow predicts a different class.',
    'disagreements'
  ],
  [
    'shadow_score_difference_total',
    'Sum over rows of the absolute difference between the probabilities of model and shadow.',
    'difference'
  ],
  ['shadow_dropped_total', 'Requests not scored by the shadow for lack of time.', 'dropped'],
  ['shadow_errors_total', 'Requests that the shadow failed to score.', 'failed']
] as const;

function featureSamples(model: string, counts: Counts): Sample[] {
  const own = counts.slice(0, MAX_FEATURES).map(([feature, value]) => ({
    labels: { model, feature },
    value
  }));
  const others = counts.slice(MAX_FEATURES);
  if (others.length === 0) return own;
  const value = others.reduce((sum, [, count]) => sum + count, 0);
  return [...own, { labels: { model, feature: OTHER }, value }];
}

/** The sum is that of scores in the middle of their tenth: an exact one would tell single scores. */
function scoreSamples(
  labels: Readonly<Record<string, string>>,
  tenths: readonly number[]
): Sample[] {
  const sum = tenths.reduce((total, count, i) => total + (count * (i + 0.5)) / 10, 0);
  return bucketSamples('prediction_score', labels, SCORE_BOUNDS, [...tenths, 0], sum);
}
