import { voidProgress } from '@espalier/cli';
import type { Table } from '@espalier/core';
import type { DatasetSpec, Metrics } from '@espalier/core/contracts';
import { train } from '../../src/train.ts';
import { SYNTHETIC_SPEC, syntheticRows } from '../../../../test/support/synthetic.ts';
import type { TrainReport } from '../../src/page/report.ts';

/** The report of a small table, as training hands it to the page. */
export async function reportOf(
  spec: DatasetSpec = SYNTHETIC_SPEC,
  change: (table: Table) => Table = table => table
): Promise<TrainReport> {
  const { table, labels } = syntheticRows(400, 31);
  const settings = { family: 'logistic', seed: 3, validation: 0.25 } as const;
  const trained = await train(change(table), labels, spec, settings, voidProgress);
  return { spec, trained, metrics: metricsOf(trained.evaluation) };
}

function metricsOf(evaluation: TrainReport['trained']['evaluation']): Metrics {
  return {
    ...evaluation,
    intervals: { ...evaluation.intervals },
    threshold: 0.5,
    rows_train: 300,
    rows_validation: 100,
    seed: 3,
    timestamp: '2026-01-02T03:04:05.000Z',
    git_sha: null,
    dataset_sha256: 'd'.repeat(64),
    family: 'logistic',
    gate: 'none',
    warnings: [],
    seconds: 1.25
  };
}

/** A bundle as it lay in the folder before: that of the report with other metrics. */
export function replacedBy(
  { spec, metrics }: TrainReport,
  change: Partial<Metrics>
): NonNullable<TrainReport['replaced']> {
  return {
    spec,
    metrics: { ...metrics, ...change },
    manifest: {
      format: 'espalier.bundle/1',
      name: spec.name,
      version: spec.version,
      family: metrics.family,
      files: {},
      content_sha256: 'c'.repeat(64),
      golden: { rows: [], probabilities: [] }
    }
  };
}

/** The same table with one column changed. */
export function withColumn(
  name: string,
  change: (column: Table['columns'][number]) => Table['columns'][number]
): (table: Table) => Table {
  return table => ({
    ...table,
    columns: table.columns.map(column => (column.name === name ? change(column) : column))
  });
}

const VOID = new Set(['meta', 'wbr', 'br', 'link', 'img', 'input', 'hr']);

/** The tags that are not closed in the order in which they were opened; none of a page that is well formed. */
export function misplacedTags(html: string): string[] {
  const open: string[] = [];
  const misplaced: string[] = [];
  for (const [, close, name, rest] of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)([^<>]*)>/g)) {
    if (close === '/') {
      if (open.pop() !== name) misplaced.push(name!);
    } else if (!VOID.has(name!) && !rest!.endsWith('/')) open.push(name!);
  }
  return [...misplaced, ...open];
}
