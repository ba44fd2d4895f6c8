import { LABEL_METRICS } from '@espalier/core/metrics';
import type { FullReport } from '../compare/report-schema.ts';

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Render gauges for the textfile collector of Prometheus' node exporter. */
export function renderPrometheus(report: FullReport, now: Date): string {
  const { columns, rows, findings, scores, performance, domain_classifier: domain } = report;
  const entries = Object.entries(columns);
  const each = (valueOf: (column: (typeof entries)[number][1]) => number | undefined): Sample[] =>
    entries.flatMap(([column, figures]) => {
      const value = valueOf(figures);
      return value === undefined ? [] : [[{ column }, value]];
    });
  const estimate = Object.entries(performance?.estimate ?? {}).flatMap(
    ([metric, value]): Sample[] => (value === null ? [] : [[{ metric }, value]])
  );
  return [
    ...gauge('drift_overall', 'Overall drift: 1 or 0.', [[{}, Number(report.overall_drift)]]),
    ...gauge('drift_changed', 'A test finds a change: 1 or 0.', [[{}, Number(report.changed)]]),
    ...gauge('drift_threshold', 'PSI over which a column drifts.', [[{}, report.threshold]]),
    ...gauge('drift_rows', 'Rows compared.', [
      [{ side: 'reference' }, rows.reference],
      [{ side: 'new' }, rows.new]
    ]),
    ...gauge(
      'drift_psi',
      'Population stability index of a column.',
      each(({ psi }) => psi)
    ),
    ...gauge(
      'drift_psi_expected',
      'Mean PSI of samples of these sizes without drift.',
      each(column => column.psi_expected)
    ),
    ...gauge(
      'drift_ks',
      'Kolmogorov-Smirnov distance of a number column.',
      each(({ ks }) => ks)
    ),
    ...gauge(
      'drift_missing_share',
      'Share of missing cells of a column in the new data.',
      each(({ missing }) => missing.new)
    ),
    ...gauge(
      'drift_bad_share',
      'Share of cells of a number or date column in the new data that hold something else.',
      each(({ bad }) => bad?.new)
    ),
    ...gauge(
      'drift_column_verdict',
      'Verdict on a column: 1 for the current one.',
      entries.map(([column, { verdict }]) => [{ column, verdict }, 1])
    ),
    ...gauge(
      'drift_finding',
      'Fault of a column beyond a shift.',
      findings.map(({ column, finding }) => [{ column, finding }, 1])
    ),
    ...gauge(
      'drift_column_left_out',
      'Column that is not compared.',
      report.left_out.map(({ column, because }) => [{ column, because }, 1])
    ),
    ...gauge(
      'drift_score_psi',
      "PSI of the model's scores.",
      scores === undefined ? [] : [[{}, scores.psi]]
    ),
    ...gauge(
      'drift_domain_roc_auc',
      'ROC-AUC of the domain classifier: 0.5 for no difference.',
      domain === undefined ? [] : [[{}, domain.roc_auc]]
    ),
    ...gauge('drift_estimated_metric', 'Metric estimated without labels.', estimate),
    ...labelGauges(report),
    ...gauge('drift_report_timestamp_seconds', 'Time of the report.', [
      [{}, Math.floor(now.getTime() / 1000)]
    ]),
    ''
  ].join('\n');
}

/** The labels, and the metrics that they give. */
function labelGauges({ labels, performance, model }: FullReport): string[] {
  const realised = performance?.realised;
  const agreement = performance?.checks.find(({ check }) => check === 'agrees_with_labels');
  return [
    ...gauge(
      'drift_positive_share',
      'Share of positive labels.',
      labels === undefined
        ? []
        : [
            [{ side: 'reference' }, labels.reference],
            [{ side: 'new' }, labels.new]
          ]
    ),
    ...gauge('drift_label_psi', 'PSI of the labels.', labels && [[{}, labels.psi]]),
    ...gauge(
      'drift_realised_metric',
      'Metric of the new rows that have a label.',
      realised &&
        LABEL_METRICS.flatMap((metric): Sample[] => {
          const value = realised[metric];
          return value === null ? [] : [[{ metric }, value]];
        })
    ),
    ...gauge('drift_realised_rows', 'New rows with a label.', realised && [[{}, realised.rows]]),
    ...gauge(
      'drift_estimate_agrees',
      'The estimate without labels agrees with them: 1 or 0.',
      agreement && [[{}, Number(agreement.passed)]]
    ),
    ...gauge(
      'drift_model_info',
      'Model that was compared: always 1.',
      model && [[{ name: model.name, version: model.version }, 1]]
    )
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[] = []): string[] {
  if (samples.length === 0) return [];
  const full = `espalier_${name}`;
  return [
    `# HELP ${full} ${help}`,
    `# TYPE ${full} gauge`,
    ...samples.map(([labels, value]) => `${full}${formatLabels(labels)} ${value}`)
  ];
}

function formatLabels(labels: Sample[0]): string {
  const parts = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
