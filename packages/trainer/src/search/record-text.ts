import { EspalierError } from '@espalier/core';
import {
  type SearchLimits,
  type Trial,
  trialsHeaderSchema,
  trialsLineSchema
} from '@espalier/core/contracts';

/** The content of a record. */
export interface RecordText {
  /** Identifies the data, settings and seed of the trials. */
  readonly key: string;
  /** The limits of its last run. */
  readonly limits: SearchLimits;
  readonly trials: readonly Trial[];
  /** The text without a last line that was cut off. */
  readonly whole: string;
}

const FORMAT = 'espalier.trials/1';

export function formatHeader(key: string): string {
  return `${JSON.stringify({ format: FORMAT, key })}\n`;
}

export function formatLine(line: { readonly run: SearchLimits } | Trial): string {
  return `${JSON.stringify(line)}\n`;
}

/** Read the text of trials.jsonl. A last line that a killed process left unfinished is skipped. Errors: E_TRIALS_INVALID. */
export function parseRecord(text: string, path: string): RecordText {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [first = '', ...lines] = whole.split('\n').slice(0, -1);
  const header = trialsHeaderSchema.safeParse(parseJson(first));
  if (!header.success) throw invalid(path, 1);
  let limits: SearchLimits = {};
  const trials: Trial[] = [];
  lines.forEach((line, i) => {
    const parsed = trialsLineSchema.safeParse(parseJson(line));
    if (!parsed.success) throw invalid(path, i + 2);
    if ('run' in parsed.data) limits = parsed.data.run;
    else trials.push(parsed.data);
  });
  return { key: header.data.key, limits, trials, whole };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function invalid(path: string, line: number): EspalierError {
  return new EspalierError(
    'E_TRIALS_INVALID',
    `Cannot read the trials in "${path}": line ${line} is not a valid record`,
    'Move the file away to start a new search'
  );
}
