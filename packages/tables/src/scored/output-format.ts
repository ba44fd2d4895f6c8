import { EspalierError } from '@espalier/core';
import type { Format } from '../source/source.ts';

export interface OutputFormat {
  readonly format: Format;
  readonly isGzip: boolean;
  /** Delimiter that the name of the file asks for. */
  readonly delimiter?: string;
}

/** The format that the name of a file asks for. Errors: E_USAGE. */
export function outputFormatOf(path: string): OutputFormat {
  const found = /\.(csv|tsv|jsonl|ndjson|parquet)(\.gz)?$/i.exec(path);
  const extension = found?.[1]?.toLowerCase();
  const isGzip = found?.[2] !== undefined;
  if (extension === undefined || (extension === 'parquet' && isGzip))
    throw new EspalierError(
      'E_USAGE',
      `Cannot tell the format of "${path}" from its name`,
      'Name it .csv, .tsv, .jsonl or .parquet; text also .gz, as in .csv.gz'
    );
  if (extension === 'parquet') return { format: 'parquet', isGzip };
  if (extension === 'csv') return { format: 'csv', isGzip };
  if (extension === 'tsv') return { format: 'csv', isGzip, delimiter: '\t' };
  return { format: 'jsonl', isGzip };
}

/** The options of COPY for a format. CSV keeps the delimiter of the table it comes from. */
export function copyOptions(
  { format, isGzip, delimiter }: OutputFormat,
  delimiterOfInput: string | undefined
): string {
  const compression = isGzip ? ', COMPRESSION gzip' : '';
  if (format === 'parquet') return 'FORMAT parquet';
  if (format === 'jsonl') return `FORMAT json${compression}`;
  return `FORMAT csv, HEADER true, DELIMITER '${delimiter ?? delimiterOfInput ?? ','}'${compression}`;
}
