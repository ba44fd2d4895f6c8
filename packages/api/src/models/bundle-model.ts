import { type Bundle } from '@espalier/bundle';
import { EspalierError, type Table } from '@espalier/core';
import { rowSchemaOf } from '../openapi/feature-schema.ts';
import { type Bins, createLiveProfile, publishProfile } from './live-profile.ts';
import { type Encoded, type ServedModel } from './served-model.ts';

/** How many reasons a row gets. */
const TOP_REASONS = 5;
const ROWS_PER_TURN = 512;

interface EncodedTable extends Encoded {
  readonly table: Table;
}

/** A bundle as the contracts see a model. */
export function bundleModel(bundle: Bundle): ServedModel<EncodedTable> {
  const { spec, manifest } = bundle;
  const contract = spec.serve.contract ?? 'rows';
  if (contract === 'triad')
    throw new EspalierError(
      'E_CONTRACT_UNAVAILABLE',
      `Cannot serve "${manifest.name}": the contract "triad" is of rule models alone`,
      'Say serve: { contract: rows } in the dataset spec and train again'
    );
  const bins = binsOf(bundle);
  const live = createLiveProfile(bins);
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
    rowSchema: rowSchemaOf(spec),
    examples: manifest.golden.rows,
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
    live: { profile: live.read, publish: profile => publishProfile(profile, bins), outOfRange },
    describe: () => describeBundle(bundle),
    notes: []
  };
}

/** The bins of the training's profile, which has no private column. */
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
