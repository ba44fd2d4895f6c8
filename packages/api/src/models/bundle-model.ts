import type { Bundle } from '@espalier/bundle';
import { EspalierError, nearlyEqualEdges, type Table } from '@espalier/core';
import type { JsonObject } from '../json-schema.ts';
import { rowSchema, typicalRow } from './row-schema.ts';
import { createLiveCounts } from './live-counts.ts';
import { type Bins, createLiveProfile } from './live-profile.ts';
import type { DrawBelow } from './stepped-profile.ts';
import type { Encoded, ModelVersion } from './model-version.ts';

/** Reasons given for each row. */
const TOP_REASONS = 5;
const ROWS_PER_TURN = 1024;

interface EncodedTable extends Encoded {
  readonly table: Table;
}

/** Serve a bundle. Errors: E_CONTRACT_UNAVAILABLE if its spec asks for the contract of rule models. */
export function bundleModel(bundle: Bundle, draw: DrawBelow): ModelVersion<EncodedTable> {
  const { spec, manifest } = bundle;
  const contract = spec.serve.contract ?? 'rows';
  if (contract === 'triad')
    throw new EspalierError(
      'E_CONTRACT_UNAVAILABLE',
      `Cannot serve "${manifest.name}": the contract "triad" is for rule models only`,
      'Set serve: { contract: rows } in the dataset spec and train again'
    );
  const schema = rowSchema(spec, bundle.profile);
  const example = chooseExample(bundle);
  const live = createLiveProfile(binsOf(bundle), scoreEdgesOf(bundle));
  const outOfRange = new Map<string, number>();
  return {
    name: manifest.name,
    version: manifest.version,
    family: manifest.family,
    contract,
    checksum: manifest.content_sha256,
    columns: Object.entries(spec.features).map(([name, feature]) => ({
      name,
      kind: feature.kind,
      integer: feature.kind === 'number' && feature.integer
    })),
    declared: new Set([
      ...Object.keys(spec.features),
      ...spec.ignore,
      ...spec.sensitive,
      spec.target.column
    ]),
    outputs: {
      score: { name: 'probability', datatype: 'FP64' },
      label: { name: 'class', datatype: 'INT64' }
    },
    rowSchema: schema,
    flatRowSchema: schema,
    example,
    flatExample: example,
    rowsPerTurn: ROWS_PER_TURN,
    toRow: cells => cells,
    encode(rows) {
      const { table, problems, warnings } = bundle.encodeRows(rows);
      return { numRows: rows.length, table, problems, warnings };
    },
    score({ table }, explain) {
      const probabilities = bundle.score(table);
      const labels = Array.from(bundle.decide(table, probabilities), label =>
        label === 1 ? 1 : 0
      );
      if (!explain) return { probabilities, labels };
      return { probabilities, labels, reasons: bundle.explain(table, TOP_REASONS) };
    },
    observe({ table, warnings }, { probabilities }) {
      live.add(table.columns, probabilities);
      for (const { field, problem } of warnings)
        if (field !== undefined && problem === 'outside its range')
          outOfRange.set(field, (outOfRange.get(field) ?? 0) + 1);
    },
    live: createLiveCounts(live, outOfRange, draw),
    describe: () => describeBundle(bundle),
    notes: []
  };
}

/** Build a typical row of medians and most frequent levels, or choose a golden row where that would not score without a warning. */
function chooseExample({ manifest, spec, profile, encodeRows }: Bundle): JsonObject {
  const rows = [typicalRow(spec, profile), ...manifest.golden.rows];
  const isPlain = (row: JsonObject): boolean => {
    const { problems, warnings } = encodeRows([row]);
    return problems.length === 0 && warnings.length === 0;
  };
  return rows.find(isPlain) ?? manifest.golden.rows[0] ?? {};
}

/** Bins of about a twentieth of the scores in training; those that drift compares are among their edges. */
function scoreEdgesOf({ profile: { scores } }: Bundle): readonly number[] | undefined {
  return scores === undefined || scores.count === 0 ? undefined : nearlyEqualEdges(scores, 20);
}

/** The bins of the training profile, which has no private columns. */
function binsOf({ profile, spec }: Bundle): Record<string, Bins> {
  return Object.fromEntries(
    Object.entries(profile.columns)
      .filter(([name]) => Object.hasOwn(spec.features, name) && !spec.features[name]!.private)
      .map(([name, column]) => [name, { ...column, show: spec.features[name]!.show }])
  );
}

function describeBundle({ manifest, metrics, spec, decision }: Bundle): Record<string, unknown> {
  const { name, version, family, content_sha256 } = manifest;
  return {
    name,
    version,
    family,
    content_sha256,
    contract: spec.serve.contract ?? 'rows',
    trained_at: metrics.timestamp,
    threshold: decision.threshold,
    gate: metrics.gate,
    metrics: {
      roc_auc: metrics.roc_auc,
      pr_auc: metrics.pr_auc,
      accuracy: metrics.accuracy,
      log_loss: metrics.log_loss,
      brier: metrics.brier
    },
    features: Object.keys(spec.features)
  };
}
