import { type NumberProfile } from '@espalier/core/contracts';
import { type Registry } from 'prom-client';
import { type Models, type Served } from '../models/models.ts';
import { type ServedModel } from '../models/served-model.ts';
import { bucketSamples, registerPulled, type Sample } from './pulled.ts';

/** How many features of a model have series of their own; the others are counted together. */
const MAX_FEATURES = 100;
const OTHER = '(other)';
const SCORE_BOUNDS = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);

/** What the models themselves count: features, scores, what runs beside them. */
export function registerModelMetrics(registry: Registry, models: Models): void {
  const each = (read: (served: Served, name: string) => readonly Sample[]) => (): Sample[] =>
    models.all.flatMap(served => read(served, served.slot.identity().name));
  const versions = (served: Served): ServedModel[] =>
    [served.slot, served.canary?.slot].flatMap(slot =>
      slot === undefined || slot.failure() !== undefined ? [] : [slot.current()]
    );
  registerPulled(registry, {
    name: 'model_info',
    help: '1 for a model that is served, 0 when it is not ready.',
    type: 'gauge',
    aggregator: 'max',
    read: each((served, name) => {
      const ready = served.slot.failure() === undefined;
      const { version, family } = ready ? served.slot.current() : { version: '', family: '' };
      return [{ labels: { name, version, family }, value: ready ? 1 : 0 }];
    })
  });
  for (const [metric, help, read] of FEATURE_COUNTERS)
    registerPulled(registry, {
      name: metric,
      help,
      type: 'counter',
      read: each((served, model) =>
        served.slot.failure() === undefined
          ? featureSamples(model, read(served.slot.current()))
          : []
      )
    });
  registerPulled(registry, {
    name: 'prediction_score',
    help: 'Probabilities that were answered, by model and version.',
    type: 'histogram',
    read: each((served, model) =>
      versions(served).flatMap(({ version, live }) =>
        scoreSamples({ model, version }, live.profile().scores)
      )
    )
  });
  registerPulled(registry, {
    name: 'model_rows_total',
    help: 'Rows that were answered since the version was loaded, by model and version.',
    type: 'counter',
    read: each((served, model) =>
      versions(served).map(({ version, live }) => ({
        labels: { model, version },
        value: live.profile().rows
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

type Counts = readonly (readonly [feature: string, count: number])[];

const FEATURE_COUNTERS: readonly (readonly [string, string, (model: ServedModel) => Counts])[] = [
  [
    'feature_missing_total',
    'Cells without a value, by feature.',
    ({ live }) =>
      Object.entries(live.profile().columns).map(([name, { missing }]) => [name, missing])
  ],
  [
    'feature_unseen_total',
    'Cells with a level that training did not see, by feature.',
    ({ live }) =>
      Object.entries(live.profile().columns).flatMap(([name, column]) =>
        column.kind === 'category' ? [[name, column.unseen] as const] : []
      )
  ],
  [
    'feature_out_of_range_total',
    'Numbers outside the declared range, by feature.',
    ({ live }) => [...live.outOfRange]
  ]
];

const SHADOW_COUNTERS = [
  ['shadow_rows_total', 'Rows that the shadow scored too.', 'rows'],
  ['shadow_disagreements_total', 'Rows for which the shadow decides otherwise.', 'disagreements'],
  [
    'shadow_score_difference_total',
    'Sum over rows of the distance between the probabilities of model and shadow.',
    'difference'
  ],
  ['shadow_dropped_total', 'Requests that the shadow had no time for.', 'dropped'],
  ['shadow_errors_total', 'Requests that the shadow could not score.', 'failed']
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

/** The hundredths of the live profile, ten of them to a bucket. */
function scoreSamples(
  labels: Readonly<Record<string, string>>,
  scores: NumberProfile | undefined
): Sample[] {
  if (scores === undefined) return [];
  const counts = new Float64Array(SCORE_BOUNDS.length + 1);
  scores.counts.forEach((count, i) => {
    counts[Math.floor(i / 10)]! += count;
  });
  return bucketSamples(
    'prediction_score',
    labels,
    SCORE_BOUNDS,
    counts,
    (scores.mean ?? 0) * scores.count
  );
}
