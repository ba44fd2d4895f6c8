import type { Progress } from '@espalier/cli';
import type { Table } from '@espalier/core';
import type { DatasetSpec } from '@espalier/core/contracts';
import { resultWarnings, settingWarnings } from './checks/index.ts';
import { classFactors } from './decision/class-weights.ts';
import { mitigate } from './decision/mitigate.ts';
import { assess, compareMitigation, describeAssessment } from './evaluate/assess.ts';
import { bundlePartsOf } from './fit/bundle-parts.ts';
import { familiesFor } from './fit/choose-family.ts';
import { fitScoring } from './fit/fit-scoring.ts';
import type { FittedScoring } from './fit/fitted.ts';
import type { TrainSettings } from './fit/settings.ts';
import { searchParams } from './search/search.ts';
import { holdOut } from './split/hold-out.ts';
import type { TrainingRows } from './split/training-rows.ts';
import type { Trained } from './trained.ts';

/**
 * Train on a table. The pipeline, the model and everything that is chosen see the training rows alone; the assessment is of
 * the validation rows, scored the way serving scores them.
 */
export async function train(
  table: Table,
  labels: Uint8Array,
  spec: DatasetSpec,
  settings: TrainSettings,
  progress: Progress
): Promise<Trained> {
  const { seed, family, mitigation, search } = settings;
  const columns = Object.keys(spec.features);

  // 1. Hold out
  const { training: rows, held } = holdOut(table, labels, settings);
  const { classWeights } = settings;
  const training = {
    ...rows,
    emphasis: classWeights && classFactors(rows.labels, rows.weights, classWeights)
  };

  // 2. Search
  const found =
    search &&
    (await searchParams(training, columns, familiesFor(family), settings, search, progress));

  // 3. Fit
  const params = found?.params ?? settings.params;
  const chosen = { ...settings, params, families: found?.families };
  const fit = (rows: TrainingRows): Promise<FittedScoring> =>
    fitScoring(rows, columns, chosen, progress);
  const plain = await fit(training);

  // 4. Mitigate
  const fitted = mitigation ? await mitigate(mitigation, plain, training, fit, progress) : plain;

  // 5. Assess
  const assessment = assess(fitted.scoring, held, seed);
  const described = describeAssessment(
    assessment,
    fitted,
    held,
    training,
    { sensitive: spec.sensitive, seed },
    progress
  );
  return {
    parts: bundlePartsOf(fitted.scoring, spec, training, assessment.probabilities),
    ...described,
    warnings: [
      ...settingWarnings({
        constraints: settings.constraints,
        columns,
        hasClassWeights: classWeights !== undefined,
        isCalibrated: fitted.outOfFold !== undefined
      }),
      ...resultWarnings({
        ...assessment,
        ...described,
        training,
        held,
        threshold: fitted.scoring.decision.threshold,
        isGrouped: spec.group !== undefined
      })
    ],
    mitigation:
      mitigation &&
      compareMitigation(mitigation, assess(plain.scoring, held, seed), assessment, held),
    search: found?.summary,
    leaderboard: fitted.leaderboard,
    numTrain: training.labels.length,
    numValidation: held.labels.length
  };
}
