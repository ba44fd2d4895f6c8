import { type Bundle, openBundle, writeBundle } from '@espalier/bundle';
import { EspalierError } from '@espalier/core';
import { type DatasetSpec, type Metrics } from '@espalier/core/contracts';
import { repeatWarnings } from './checks/index.ts';
import { formatImportances } from './explain/importances.ts';
import { type Trained } from './train.ts';

/** What metrics.json says beside what was measured. */
export interface Circumstances {
  readonly seed: number;
  readonly timestamp: string;
  readonly git_sha: string | null;
  /** Left out where nobody looked at a clock. */
  readonly seconds?: number;
}

/** What is known of the rows without looking at them again. */
export interface Described {
  readonly spec: DatasetSpec;
  readonly sha256: string;
  readonly warnings: readonly string[];
  /** Name of the file, for the report; none for columns from code. */
  readonly source?: string | undefined;
}

/** The value of metrics.json. */
export function metricsOf(
  trained: Trained,
  { spec, sha256, warnings }: Described,
  circumstances: Circumstances
): Metrics {
  const { gate } = spec.train;
  return {
    ...trained.evaluation,
    threshold: trained.parts.decision.threshold,
    rows_train: trained.numTrain,
    rows_validation: trained.numValidation,
    dataset_sha256: sha256,
    family: trained.parts.model.family,
    leaderboard: [...trained.leaderboard],
    ...(trained.search === undefined ? {} : { search: trained.search }),
    ...(trained.mitigation === undefined ? {} : { mitigation: trained.mitigation }),
    gate: gateOf(gate, trained),
    ...(gate === undefined ? {} : { gate_roc_auc: gate.roc_auc }),
    warnings: [...warnings, ...repeatWarnings(trained)],
    ...circumstances
  };
}

function gateOf(gate: DatasetSpec['train']['gate'], { evaluation }: Trained): Metrics['gate'] {
  if (gate === undefined) return 'none';
  return evaluation.roc_auc >= gate.roc_auc ? 'passed' : 'failed';
}

/** Write the bundle with its report: all of it or nothing. */
export async function saveTrained(
  folder: string,
  { spec, source }: Pick<Described, 'spec' | 'source'>,
  trained: Trained,
  metrics: Metrics
): Promise<Bundle> {
  // Drawing is loaded where it is needed: `--help` and refusals do without.
  const { renderTrainPage } = await import('./page/train-page.ts');
  const replaced = await openReplaced(folder);
  return writeBundle(
    folder,
    { ...trained.parts, metrics },
    {
      'feature_importances.csv': formatImportances(trained.importances),
      'report.html': renderTrainPage({ spec, source, trained, metrics, replaced }),
      ...(trained.fairness === undefined
        ? {}
        : { 'fairness.json': `${JSON.stringify(trained.fairness, null, 2)}\n` })
    }
  );
}

/** The bundle that lies in the folder; none where there is nothing that a report could be compared with. */
async function openReplaced(folder: string): Promise<Bundle | undefined> {
  try {
    return await openBundle(folder);
  } catch (error) {
    if (error instanceof EspalierError) return undefined;
    throw error;
  }
}
