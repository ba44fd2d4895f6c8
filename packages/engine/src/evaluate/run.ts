import type { Bundle } from '@espalier/bundle';
import { type CommonOptions, createProgress, type Io } from '@espalier/cli';
import { EspalierError } from '@espalier/core';
import { checkWritableFile, isUrl, sha256File, writeAtomic } from '@espalier/core/files';
import { findTables } from '../local/find-tables.ts';
import { openModel } from '../local/open-model.ts';
import { withReading } from '../local/with-reading.ts';
import { compareWithTraining, comparisonCaveats } from './compare.ts';
import { documentOf } from './document.ts';
import type { Evaluated } from './evaluated.ts';
import { appendHistory, historyLine } from './history.ts';
import { type Measured, measureTables } from './measure.ts';
import { readOperation } from './operation.ts';
import { printEvaluated } from './print.ts';

export interface EvaluateOptions extends CommonOptions {
  readonly bundle: string;
  readonly data: string;
  /** Reading keys, each as key=value. */
  readonly read?: readonly string[];
  /** Milliseconds since 1970. */
  readonly since?: number;
  readonly until?: number;
  readonly time?: string;
  readonly append?: string;
  readonly ts?: number;
  readonly audit?: string;
  readonly server?: string;
  readonly onBad: 'reject' | 'skip';
  readonly gate?: number;
  readonly out?: string;
}

/** Exit code for "done, and the answer is no". */
const GATE_FAILED = 3;

/** Measure a model on a labelled table. Returns the exit code: 3 when the gate is not met. */
export async function runEvaluate(options: EvaluateOptions, io: Io): Promise<number> {
  checkOptions(options);
  const inputs = await findTables(options.data);
  for (const path of [options.append, options.out])
    if (path !== undefined) await checkWritableFile(path);
  const bundle = withReading(await openModel(options.bundle), options.read);
  const time = timeColumn(options, bundle);
  const progress = createProgress(io);
  const measured = await measureTables(bundle, inputs, {
    time,
    since: options.since,
    until: options.until,
    onBad: options.onBad
  });
  progress.note(`scored ${measured.rows} labelled rows`);
  const { name, version } = bundle.manifest;
  const operation = await readOperation({
    audit: options.audit,
    server: options.server,
    token: io.env['ESPALIER_ADMIN_TOKEN'] || undefined,
    model: { name, version },
    from: measured.from,
    to: measured.to
  });
  const ts = options.ts ?? measured.to ?? io.now().getTime();
  const line = historyLine(measured, operation, { name, version }, ts);
  const evaluated: Evaluated = {
    bundle,
    inputs,
    measured,
    comparison: compareWithTraining(measured.metrics, bundle.metrics),
    caveats: [
      ...weightCaveat(bundle, measured),
      ...comparisonCaveats(
        measured.calibration.share_of_positives,
        bundle.metrics,
        await isTrainingTable(inputs, bundle),
        measured
      )
    ],
    operation,
    line,
    appended:
      options.append === undefined
        ? undefined
        : { path: options.append, outcome: await appendHistory(options.append, line) },
    gate: gateOf(options.gate, measured)
  };
  const json = documentOf(evaluated);
  if (options.out !== undefined)
    await writeAtomic(options.out, `${JSON.stringify(json, null, 2)}\n`);
  printEvaluated(evaluated, options.out, io);
  if (options.json) io.stdout.write(`${JSON.stringify(json)}\n`);
  return evaluated.gate?.isMet === false ? GATE_FAILED : 0;
}

function checkOptions({ audit, server, since, until }: EvaluateOptions): void {
  if (audit !== undefined && server !== undefined)
    throw new EspalierError(
      'E_USAGE',
      'Cannot take latency and errors from two places',
      'Pass --audit or --server, not both'
    );
  if (server !== undefined && !isUrl(server))
    throw new EspalierError(
      'E_USAGE',
      'Cannot use the value of --server: it is not a URL',
      'Pass a URL that starts with http:// or https://'
    );
  if (since !== undefined && until !== undefined && since >= until)
    throw new EspalierError(
      'E_USAGE',
      'Cannot use a window that ends before it starts',
      'Swap --since and --until'
    );
}

/** The column with the time of each row, where there is one. */
function timeColumn({ time, since, until }: EvaluateOptions, { spec }: Bundle): string | undefined {
  const column = time ?? spec.time;
  if (column === undefined && (since !== undefined || until !== undefined))
    throw new EspalierError(
      'E_USAGE',
      'Cannot tell which rows are in the window: the dataset spec names no time column',
      'Pass --time COLUMN'
    );
  return column;
}

function weightCaveat({ spec }: Bundle, { isWeighted }: Measured): string[] {
  if (spec.weight === undefined) return [];
  return isWeighted
    ? [
        `rows count by their weight in ${spec.weight}, as in training; groups are compared without weights`
      ]
    : [`the metrics of the training are weighted by ${spec.weight}, these are not: no such column`];
}

async function isTrainingTable(inputs: readonly string[], { metrics }: Bundle): Promise<boolean> {
  const [first] = inputs;
  return inputs.length === 1 && (await sha256File(first!)) === metrics.dataset_sha256;
}

function gateOf(roc_auc: number | undefined, { metrics }: Measured): Evaluated['gate'] {
  if (roc_auc === undefined) return undefined;
  return { roc_auc, isMet: (metrics.values.roc_auc ?? -1) >= roc_auc };
}
