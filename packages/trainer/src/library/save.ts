import { type Bundle, openBundle, writeBundle } from '@espalier/bundle';
import { EspalierError, present } from '@espalier/core';
import type { DatasetSpec, Metrics } from '@espalier/core/contracts';
import { repeatWarnings } from '../checks/repeats.ts';
import { formatImportances } from '../explain/importances.ts';
import type { Trained } from '../trained.ts';

/** The run that metrics.json records beside the measurements. */
export interface RunInfo {
  readonly seed: number;
  readonly timestamp: string;
  readonly git_sha: string | null;
  /** Absent where no clock was read. */
  readonly seconds?: number;
}

/** The dataset that was trained on. */
export interface DatasetInfo {
  readonly spec: DatasetSpec;
  readonly sha256: string;
  readonly warnings: readonly string[];
  /** Name of the file, for the report; none for columns from code. */
  readonly source?: string | undefined;
}

/** The content of metrics.json. */
export function metricsOf(
  trained: Trained,
  { spec, sha256, warnings }: DatasetInfo,
  run: RunInfo
): Metrics {
  const { gate } = spec.train;
  return present({
    ...trained.evaluation,
    threshold: trained.parts.decision.threshold,
    weight: spec.weight,
    rows_train: trained.numTrain,
    rows_validation: trained.numValidation,
    dataset_sha256: sha256,
    family: trained.parts.model.family,
    leaderboard: [...trained.leaderboard],
    search: trained.search,
    mitigation: trained.mitigation,
    gate: gateOf(gate, trained),
    gate_roc_auc: gate?.roc_auc,
    warnings: [...warnings, ...trained.warnings, ...repeatWarnings(trained)],
    ...run
  });
}

function gateOf(gate: DatasetSpec['train']['gate'], { evaluation }: Trained): Metrics['gate'] {
  if (gate === undefined) return 'none';
  return evaluation.roc_auc >= gate.roc_auc ? 'passed' : 'failed';
}

/** Write the bundle with its report: all of it or nothing. */
export async function saveTrained(
  folder: string,
  { spec, source }: Pick<DatasetInfo, 'spec' | 'source'>,
  trained: Trained,
  metrics: Metrics
): Promise<Bundle> {
  // Loaded only here: `--help` and refusals do without the drawing library.
  const { renderTrainPage } = await import('../page/train-page.ts');
  const replaced = await openReplaced(folder);
  return writeBundle(
    folder,
    { ...trained.parts, metrics },
    present({
      'feature_importances.csv': formatImportances(trained.importances),
      'report.html': renderTrainPage({ spec, source, trained, metrics, replaced }),
      'fairness.json': trained.fairness && `${JSON.stringify(trained.fairness, null, 2)}\n`
    })
  );
}

/** The bundle in the folder that the new one replaces; none where there is none, or none that opens. */
async function openReplaced(folder: string): Promise<Bundle | undefined> {
  try {
    return await openBundle(folder);
  } catch (error) {
    if (error instanceof EspalierError) return undefined;
    throw error;
  }
}
