import type { RoundMetrics } from './rounds.ts';

/** The lines of one metric in the Prometheus text format; none without a value. */
export function formatMetric(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  values: readonly (readonly [labels: string, value: number])[]
): string[] {
  if (values.length === 0) return [];
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...values.map(([labels, value]) => `${name}${labels} ${value}`)
  ];
}

/** The metrics of the rounds of a watcher; `product` is what a round makes. */
export function formatRoundMetrics(
  prefix: string,
  product: string,
  { rounds, failures, lastSuccess, lastSeconds }: RoundMetrics
): string[] {
  return [
    ...formatMetric(`${prefix}_rounds_total`, 'counter', 'Rounds started.', [['', rounds]]),
    ...formatMetric(`${prefix}_failures_total`, 'counter', `Rounds without a ${product}.`, [
      ['', failures]
    ]),
    ...formatMetric(
      `${prefix}_last_${product}_timestamp_seconds`,
      'gauge',
      `Unix time of the last ${product}.`,
      lastSuccess === undefined ? [] : [['', lastSuccess]]
    ),
    ...formatMetric(`${prefix}_round_seconds`, 'gauge', 'Duration of the last round.', [
      ['', lastSeconds]
    ])
  ];
}
