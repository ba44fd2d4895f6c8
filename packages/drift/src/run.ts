import { type CommonOptions, createProgress, type Io, type Progress } from '@espalier/cli';
import { EspalierError, present } from '@espalier/core';
import type { Feature, Profile } from '@espalier/core/contracts';
import { checkWritableFile } from '@espalier/core/files';
import type { TableSpec } from '@espalier/tables';
import { isAlarming } from './compare/alarm.ts';
import { compareSamples, type CompareSettings, DEFAULT_THRESHOLD } from './compare/compare.ts';
import type { Disclosure } from './compare/disclosure.ts';
import { listLeftOut } from './inputs/left-out.ts';
import { type Datasets, loadDatasets } from './inputs/load-datasets.ts';
import { compareLabels, compareScores } from './model/compare-scores.ts';
import { weighByImportance } from './model/importance.ts';
import { estimatePerformance } from './model/performance.ts';
import { writeOutputs } from './output/write-outputs.ts';
import type { PolicyName } from './compare/policies.ts';
import type { FullReport, LeftOut } from './compare/report-schema.ts';
import { printReport } from './output/print-report.ts';

export interface DriftOptions extends CommonOptions {
  readonly ref: string;
  readonly new: string;
  readonly since?: string;
  readonly season?: 'week';
  readonly time?: string;
  readonly spec?: string;
  readonly bundle?: string;
  readonly threshold?: number;
  readonly policy: PolicyName;
  readonly badCells: 'count' | 'reject';
  readonly block?: string;
  readonly out: string;
  readonly html?: string;
  readonly junit?: string;
  readonly prometheus?: string;
  readonly markdown?: string;
  readonly skipDomain: boolean;
  readonly failOnDrift: boolean;
}

/** Exit code for "done, and the answer is no". */
const DRIFT = 3;

/** Compare two sources and write the report. Returns the exit code: 3 for drift, with --fail-on-drift. */
export async function runDrift(options: DriftOptions, io: Io): Promise<number> {
  const { report } = await compareOnce(options, io);
  return options.failOnDrift && isAlarming(report) ? DRIFT : 0;
}

export type CompareOptions = Omit<DriftOptions, 'failOnDrift'>;

/** One round of `watch`, and the whole of a plain run. */
export async function compareOnce(
  options: CompareOptions,
  io: Io
): Promise<{ readonly report: FullReport; readonly window: Profile['window'] }> {
  await checkOutputs(options);
  const progress = createProgress(io);
  const datasets = await loadDatasets(
    { ...options, token: io.env['ESPALIER_ADMIN_TOKEN'] || undefined },
    progress
  );
  const report = await createReport(datasets, options, progress);
  await writeOutputs(report, datasets.names, options, io.now());
  printReport(report, options, io);
  return { report, window: datasets.window };
}

/** Each output has a path of its own, and can be written: told before anything is read. */
async function checkOutputs({
  out,
  html,
  junit,
  prometheus,
  markdown
}: CompareOptions): Promise<void> {
  const paths = [out, html, junit, prometheus, markdown].filter(path => path !== undefined);
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice !== undefined)
    throw new EspalierError(
      'E_USAGE',
      `Cannot write two outputs to "${twice}"`,
      'Pass different paths to --out, --html, --junit, --prometheus and --markdown'
    );
  for (const path of paths) await checkWritableFile(path);
}

/** Compare the columns, then the model's scores, the labels and all columns together. */
async function createReport(
  datasets: Datasets,
  { threshold, policy, skipDomain }: CompareOptions,
  progress: Progress
): Promise<FullReport> {
  const { reference, fresh, periods, spec, drift, bundle, importances, models, block } = datasets;
  const settings: CompareSettings = {
    threshold: threshold ?? drift.threshold ?? DEFAULT_THRESHOLD,
    thresholds: drift.features ?? {},
    policy,
    disclose: column => disclosureOf(spec, column)
  };
  const compared = compareSamples(reference.sample, fresh.sample, settings);
  if (Object.keys(compared.columns).length === 0) throw noColumns(datasets);
  const weighed = importances === undefined ? compared : weighByImportance(compared, importances);
  const report: FullReport = {
    ...weighed,
    left_out: findLeftOut(datasets, Object.keys(weighed.columns)),
    ...present({ block }),
    ...present({ model: models.model, reference_model: models.referenceModel }),
    sources: datasets.sources,
    ...(periods.reference === null && periods.new === null ? {} : { periods }),
    ...present({ season: datasets.season })
  };
  const labels = compareLabels(reference.labels, fresh.labels, settings);
  // Scores of two versions differ without any drift.
  const scoresBefore = models.referenceModel === undefined ? reference.scores : undefined;
  if (scoresBefore !== undefined && fresh.scores !== undefined)
    report.scores = compareScores(scoresBefore.profile, fresh.scores.profile, settings);
  if (labels !== undefined) report.labels = labels;
  // Its interval takes rows for independent.
  if (
    !skipDomain &&
    block === undefined &&
    reference.table !== undefined &&
    fresh.table !== undefined
  ) {
    progress.note('training trees to tell new rows from reference rows');
    const { classifyDomain } = await import('./model/domain-classifier.ts');
    const domain = await classifyDomain(reference.table, fresh.table);
    if (domain !== undefined) report.domain_classifier = domain;
  }
  const isOwn = bundle?.manifest.content_sha256 === models.model?.content_sha256;
  const canScore = fresh.scores !== undefined || datasets.sources.new === 'table';
  if (bundle !== undefined && isOwn && canScore)
    report.performance = estimatePerformance(
      {
        fresh: fresh.scores,
        reference: scoresBefore,
        labelled: fresh.labelled,
        decision: bundle.decision,
        metrics: bundle.metrics
      },
      report
    );
  return report;
}

function findLeftOut(
  { spec, isInferred, reasons, profiles, block, reference, fresh }: Datasets,
  compared: readonly string[]
): LeftOut[] {
  return listLeftOut({
    spec,
    isInferred,
    reasons,
    block: block?.column,
    compared,
    reference: { names: reference.names, profile: profiles.reference },
    fresh: { names: fresh.names, profile: profiles.fresh }
  });
}

function noColumns({ names }: Datasets): EspalierError {
  return new EspalierError(
    'E_COLUMN_MISSING',
    `Cannot compare "${names.new}" with "${names.reference}": they have no column in common`,
    'Pass two samples of the same dataset'
  );
}

/** Private columns show nothing; declared levels and columns with `show: true` everything; the others rounded aggregates. */
function disclosureOf(spec: TableSpec | undefined, column: string): Disclosure {
  const features: Readonly<Record<string, Feature>> = spec?.features ?? {};
  const feature = Object.hasOwn(features, column) ? features[column] : undefined;
  if (feature === undefined) return 'aggregates';
  if (feature.private) return 'nothing';
  const isDeclared = feature.kind === 'category' && feature.levels !== undefined;
  return feature.show || isDeclared ? 'exact' : 'aggregates';
}
