import { type Bundle, groupsOf } from '@espalier/bundle';
import { EspalierError, present, type Problem } from '@espalier/core';
import { openOutput, removeFile, writeAtomic } from '@espalier/core/files';
import {
  type BlockScores,
  type Keep,
  type RowBlock,
  type ScoredFile,
  type ScoredFiles,
  scoreFiles
} from '@espalier/tables';
import { countBadRows, groupByRow, nameInputs } from './bad-rows.ts';

export interface ScoreTableOptions {
  readonly out: string;
  readonly keep: Keep;
  readonly prefix: string;
  readonly withClass: boolean;
  /** How many reasons each row gets. */
  readonly numReasons: number;
  readonly onBad: 'reject' | 'quarantine';
  /** Told the number of rows read after every block. */
  readonly onRows?: (numRows: number) => void;
}

export interface ScoredTable extends Omit<ScoredFiles, 'files'> {
  readonly files: readonly FileRows[];
  /** All rows: those scored and those set aside. */
  readonly numRows: number;
  readonly numBad: number;
  /** The file with the rows set aside, where there are any. */
  readonly badFile?: string;
  /** Columns that the spec does not name. */
  readonly unused: readonly string[];
  readonly numPositive: number;
  readonly meanProbability: number;
}

export interface FileRows {
  readonly path: string;
  readonly numRows: number;
  readonly numBad: number;
  /** For people: how the file was read, where that is not plain. */
  readonly notes: readonly string[];
  readonly lacking: readonly string[];
  readonly lacksGroups: boolean;
}

/**
 * Score tables with a bundle and write one scored table, in memory that does not grow with the rows. Rows that cannot be scored
 * are a failure, or set aside in a file beside the output. Errors: as for reading a table, E_ROWS_INVALID, E_USAGE,
 * E_FILE_UNWRITABLE, E_DISK_FULL.
 */
export async function scoreTables(
  bundle: Bundle,
  inputs: readonly string[],
  options: ScoreTableOptions
): Promise<ScoredTable> {
  const isLenient = options.onBad === 'quarantine';
  const output = await openOutput(options.out, inputs);
  try {
    const totals: Totals = { numPositive: 0, probability: 0 };
    const scored = await scoreFiles({
      inputs,
      spec: bundle.spec,
      ...present({ groups: groupsOf(bundle.decision) }),
      output,
      keep: options.keep,
      prefix: options.prefix,
      hasClass: options.withClass,
      numReasons: Math.min(options.numReasons, Object.keys(bundle.spec.features).length),
      isLenient,
      score: createBlockScorer(bundle, options, totals),
      onRows: options.onRows ?? (() => undefined)
    });
    const files = scored.files.map(countBad);
    const numRows = sum(files.map(file => file.numRows));
    const numBad = sum(files.map(file => file.numBad));
    if (numBad > 0 && (!isLenient || scored.numScored === 0))
      throw badRows(inputs, scored.files, numBad, numRows);
    checkAccount(inputs, scored.numScored, numBad, numRows);
    const badFile = `${options.out}.bad.jsonl`;
    await writeBadRows(badFile, scored.files, numBad);
    await output.commit();
    return {
      ...scored,
      files,
      numRows,
      numBad,
      ...(numBad === 0 ? {} : { badFile }),
      unused: [...new Set(scored.files.flatMap(file => file.unused))],
      numPositive: totals.numPositive,
      meanProbability: totals.probability / scored.numScored
    };
  } catch (error) {
    await output.discard();
    throw error;
  }
}

/** Over the rows that were scored. */
interface Totals {
  numPositive: number;
  probability: number;
}

function createBlockScorer(
  bundle: Bundle,
  { withClass, numReasons }: ScoreTableOptions,
  totals: Totals
): (block: RowBlock) => BlockScores {
  return ({ table, isBad }) => {
    const probabilities = bundle.score(table);
    const classes = bundle.decide(table, probabilities);
    for (let row = 0; row < table.numRows; ++row) {
      if (isBad[row] !== 0) continue;
      totals.numPositive += classes[row]!;
      totals.probability += probabilities[row]!;
    }
    return {
      probabilities,
      ...present({
        classes: withClass ? classes : undefined,
        reasons: numReasons > 0 ? bundle.explain(table, numReasons) : undefined
      })
    };
  };
}

function countBad({ path, numRows, problems, notes, lacking, lacksGroups }: ScoredFile): FileRows {
  return { path, numRows, numBad: countBadRows(problems), notes, lacking, lacksGroups };
}

function badRows(
  inputs: readonly string[],
  files: readonly ScoredFile[],
  numBad: number,
  numRows: number
): EspalierError {
  return new EspalierError(
    'E_ROWS_INVALID',
    `Cannot score ${numBad} of the ${numRows} rows of ${nameInputs(inputs)}`,
    numBad === numRows
      ? 'Fix the rows listed; nothing was written'
      : 'Fix or remove the rows listed, or set them aside with --on-bad quarantine; nothing was written',
    { details: files.flatMap(({ problems }) => problems) }
  );
}

/** Every row is in the output or set aside. Two readers that count differently would lose some without a word. */
function checkAccount(
  inputs: readonly string[],
  numScored: number,
  numBad: number,
  numRows: number
): void {
  if (numScored + numBad === numRows) return;
  throw new EspalierError(
    'E_TABLE_UNREADABLE',
    `Cannot account for all rows of ${nameInputs(inputs)}: ${numRows} were found, ${numScored} scored and ${numBad} set aside`,
    'Check that nothing writes to the table meanwhile, and that its lines all end in the same way'
  );
}

/** One line for each row that was set aside; a file of an earlier run does not stay. */
async function writeBadRows(
  path: string,
  files: readonly ScoredFile[],
  numBad: number
): Promise<void> {
  if (numBad === 0) {
    await removeFile(path);
    return;
  }
  const lines = files.flatMap(({ problems }) => groupByRow(problems).map(formatBadRow));
  await writeAtomic(path, `${lines.join('\n')}\n`);
}

function formatBadRow(problems: readonly Problem[]): string {
  const { file, line, row } = problems[0]!;
  return JSON.stringify({
    ...present({ file, line, row: line === undefined ? row : undefined }),
    problems: problems.map(({ field, problem, expected }) =>
      present({ column: field, problem, expected })
    )
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
