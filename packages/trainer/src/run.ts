import { writeBundle } from '@espalier/bundle';
import { type CommonOptions, createProgress, type Io, type Progress } from '@espalier/cli';
import {
  type DatasetSpec,
  EspalierError,
  type FAMILY_NAMES,
  type Metrics,
  type Mitigation,
  type ThresholdRule
} from '@espalier/core';
import {
  checkInputFile,
  currentCommit,
  findSpec,
  type Inference,
  inferSpec,
  readTable,
  sha256File
} from '@espalier/core/io';
import { checkFeatures, repeatWarnings, tableWarnings } from './checks/index.ts';
import { checkFamily } from './families/index.ts';
import { formatImportances } from './explain/importances.ts';
import { openSearch } from './search/open-search.ts';
import { documentOf, tellTrained } from './tell.ts';
import { train, type Trained, type TrainSettings } from './train.ts';

export interface TrainOptions extends CommonOptions {
  readonly data: string;
  readonly spec?: string;
  readonly target?: string;
  readonly positive?: string;
  readonly outdir: string;
  readonly family?: (typeof FAMILY_NAMES)[number];
  readonly validation?: number;
  readonly seed?: number;
  readonly threshold?: ThresholdRule;
  readonly mitigate?: Mitigation;
  readonly trials?: number;
  /** Seconds. */
  readonly timeBudget?: number;
  readonly maxScoreUs?: number;
  readonly replay?: string;
  readonly allow?: readonly string[];
}

/** Exit code for "done, and the answer is no". */
const GATE_FAILED = 3;

/** From a file to a bundle in a folder. Gives the exit code: 3 when the gate is not met. */
export async function runTrain(options: TrainOptions, io: Io): Promise<number> {
  const started = io.elapsed();
  const progress = createProgress(io);
  await checkInputFile(options.data);
  const spec = await specFor(options, progress);
  const settled = settle(options, spec);
  await checkFamily(settled.family);
  const { table, labels, unused, ...keys } = await readTable(options.data, spec, {
    target: 'require',
    policies: 'enforce'
  });
  progress.note(`read ${table.numRows} rows of ${options.data}`);
  if (unused.length > 0) progress.note(`not in the spec, not used: ${unused.join(', ')}`);
  checkFeatures(table, labels, spec, new Set(options.allow));
  const dataset_sha256 = await sha256File(options.data);
  const { seed, validation, params } = settled;
  const search = await openSearch(
    options,
    spec,
    { dataset_sha256, seed, validation, params },
    io.elapsed,
    progress
  );
  const settings = { ...settled, ...keys, search, clock: io.elapsed };
  const trained = await train(table, labels, spec, settings, progress);
  const metrics: Metrics = {
    ...trained.evaluation,
    threshold: trained.parts.decision.threshold,
    rows_train: trained.numTrain,
    rows_validation: trained.numValidation,
    seed: settings.seed,
    timestamp: io.now().toISOString(),
    git_sha: await currentCommit(),
    dataset_sha256,
    family: trained.parts.model.family,
    leaderboard: [...trained.leaderboard],
    ...(trained.search === undefined ? {} : { search: trained.search }),
    ...(trained.mitigation === undefined ? {} : { mitigation: trained.mitigation }),
    gate: gateOf(spec, trained),
    ...(spec.train.gate === undefined ? {} : { gate_roc_auc: spec.train.gate.roc_auc }),
    warnings: [...tableWarnings(table, labels, spec), ...repeatWarnings(trained)],
    seconds: Math.round(io.elapsed() - started) / 1000
  };
  // Drawing is loaded where it is needed: `--help` and refusals do without.
  const { renderTrainPage } = await import('./page/train-page.ts');
  const bundle = await writeBundle(
    options.outdir,
    { ...trained.parts, metrics },
    {
      'feature_importances.csv': formatImportances(trained.importances),
      'report.html': renderTrainPage({ spec, trained, metrics }),
      ...(trained.fairness === undefined
        ? {}
        : { 'fairness.json': `${JSON.stringify(trained.fairness, null, 2)}\n` })
    }
  );
  tellTrained(bundle, trained, options.outdir, io);
  if (options.json)
    io.stdout.write(`${JSON.stringify(documentOf(bundle, trained, options.outdir))}\n`);
  return metrics.gate === 'failed' ? GATE_FAILED : 0;
}

/** The dataset spec to train by, found or inferred; --target and --positive have the last word. */
async function specFor(options: TrainOptions, progress: Progress): Promise<DatasetSpec> {
  const { data, target, positive } = options;
  const found = await findSpec(data, options.spec);
  if (found !== undefined) {
    const isOther = target !== undefined && target !== found.spec.target.column;
    if (isOther && options.spec !== undefined)
      throw new EspalierError(
        'E_USAGE',
        `Cannot train on "${target}": the target of "${found.path}" is "${found.spec.target.column}"`,
        'Leave out --target, or --spec'
      );
    if (!isOther) {
      progress.note(`using the dataset spec ${found.path}`);
      return positive === undefined
        ? found.spec
        : { ...found.spec, target: { ...found.spec.target, positive } };
    }
    progress.note(
      `not using the dataset spec ${found.path}: its target is "${found.spec.target.column}"`
    );
  }
  if (target === undefined)
    throw new EspalierError(
      'E_USAGE',
      `Cannot tell what to predict: there is no dataset spec for "${data}"`,
      'Say --target COLUMN, or --spec FILE'
    );
  const { spec, inferences } = await inferSpec(data, target, positive);
  tellInferences(spec, inferences, progress);
  return spec;
}

function tellInferences(
  spec: DatasetSpec,
  inferences: readonly Inference[],
  progress: Progress
): void {
  progress.note(`no dataset spec: inferred one, written with the artifacts as dataset.yaml`);
  progress.note(
    `  ${spec.target.column}: the target, positive is the value "${spec.target.positive}"`
  );
  for (const { column, as, because } of inferences) progress.note(`  ${column}: ${as}, ${because}`);
}

function settle(options: TrainOptions, spec: DatasetSpec): TrainSettings {
  return {
    family: options.family ?? spec.train.family ?? 'logistic',
    validation: options.validation ?? spec.train.validation ?? 0.2,
    seed: options.seed ?? spec.train.seed ?? 42,
    params: spec.train.params,
    threshold: options.threshold ?? spec.train.threshold,
    mitigation: mitigationFor(options.mitigate, spec)
  };
}

function mitigationFor(asked: Mitigation | undefined, spec: DatasetSpec): Mitigation | undefined {
  if (asked === undefined) return spec.train.mitigation;
  if (spec.sensitive.includes(asked.column)) return asked;
  throw new EspalierError(
    'E_USAGE',
    `Cannot mitigate by "${asked.column}": it is no sensitive column`,
    spec.sensitive.length === 0
      ? 'Name sensitive columns in the dataset spec'
      : `Name one of ${spec.sensitive.join(', ')}`
  );
}

function gateOf({ train: { gate } }: DatasetSpec, { evaluation }: Trained): Metrics['gate'] {
  if (gate === undefined) return 'none';
  return evaluation.roc_auc >= gate.roc_auc ? 'passed' : 'failed';
}
