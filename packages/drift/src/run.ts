import { type CommonOptions, createProgress, type Io, type Progress } from '@espalier/cli';
import { EspalierError, type Table } from '@espalier/core';
import { checkInputFile, readTable, type TableSpec, writeAtomic } from '@espalier/core/io';
import { compareTables, type Disclosure } from './compare.ts';
import { findColumns } from './find-columns.ts';
import { type PolicyName } from './policies.ts';
import { tellReport } from './tell.ts';

export interface DriftOptions extends CommonOptions {
  readonly ref: string;
  readonly new: string;
  readonly spec?: string;
  readonly threshold?: number;
  readonly policy: PolicyName;
  readonly out: string;
  readonly html?: string;
  readonly failOnDrift: boolean;
}

/** Exit code for "done, and the answer is no". */
const DRIFT = 3;
const DEFAULT_THRESHOLD = 0.2;

/** From two files to a report. Gives the exit code: 3 for drift, where asked. */
export async function runDrift(options: DriftOptions, io: Io): Promise<number> {
  if (options.html === options.out)
    throw new EspalierError(
      'E_USAGE',
      `Cannot write both the report and the page to "${options.out}"`,
      'Give --out and --html different names'
    );
  const progress = createProgress(io);
  await checkInputFile(options.ref);
  await checkInputFile(options.new);
  const { spec, threshold } = await findColumns(options.ref, options.new, options.spec, progress);
  const reference = await read(options.ref, spec, progress);
  const fresh = await read(options.new, spec, progress);
  const report = compareTables(reference, fresh, {
    threshold: options.threshold ?? threshold ?? DEFAULT_THRESHOLD,
    policy: options.policy,
    disclose: column => disclosureOf(spec, column)
  });
  await writeAtomic(options.out, `${JSON.stringify(report, undefined, 2)}\n`);
  if (options.html !== undefined) {
    const { renderDriftPage } = await import('./page/drift-page.ts');
    await writeAtomic(
      options.html,
      renderDriftPage(report, { reference: options.ref, new: options.new })
    );
  }
  tellReport(report, options, io);
  return options.failOnDrift && report.overall_drift ? DRIFT : 0;
}

async function read(path: string, spec: TableSpec, progress: Progress): Promise<Table> {
  const { table, unused } = await readTable(path, spec, { target: 'skip', policies: 'ignore' });
  progress.note(`read ${table.numRows} rows of ${path}`);
  if (unused.length > 0) progress.note(`  not in the spec, not compared: ${unused.join(', ')}`);
  return table;
}

/** Bounds of numbers are values of rows; levels are, unless the spec declares them. */
function disclosureOf({ features }: TableSpec, column: string): Disclosure {
  const feature = Object.hasOwn(features, column) ? features[column] : undefined;
  if (feature === undefined) return 'shares';
  if (feature.private) return 'nothing';
  const isDeclared = feature.kind === 'category' && feature.levels !== undefined;
  return feature.show || isDeclared ? 'all' : 'shares';
}
