import { type CommandSpec, wholeNumber } from '@espalier/cli';
import type { ScoreOptions } from './run.ts';

export const scoreCommand: CommandSpec<ScoreOptions> = {
  name: 'score',
  summary: 'Give every row of a table the probability that the API would give it.',
  prefix: 'ESPALIER_SCORE',
  options: [
    { flags: '--bundle <folder>', description: 'model to score with', default: 'artifacts' },
    {
      flags: '--data <file>',
      description:
        'table to score: CSV, Parquet or JSON Lines, or a quoted pattern like "2026-*.csv" for several files',
      required: true
    },
    {
      flags: '--read <key=value>',
      description:
        'how this table is written, where it is not as that of the training: missing_values=NULL or header_line=3; repeatable',
      repeats: true
    },
    {
      flags: '--out <file>',
      description:
        'scored table: .csv, .tsv, .jsonl or .parquet; text also compressed, as in .csv.gz',
      required: true
    },
    {
      flags: '--keep <columns>',
      description:
        'columns of the table to keep: names with commas between, all or none (default: all)',
      repeats: true
    },
    {
      flags: '--class',
      description: 'add the class, 1 or 0, by the thresholds of the model',
      default: false
    },
    {
      flags: '--reasons <number>',
      description: 'add this many reasons for each score, the strongest first; takes far longer',
      parse: wholeNumber(1, 100)
    },
    {
      flags: '--prefix <text>',
      description: 'put this before the names of the new columns'
    },
    {
      flags: '--on-bad <policy>',
      description:
        'rows that cannot be scored: reject them all and write nothing, or quarantine them in a file beside --out',
      choices: ['reject', 'quarantine'],
      default: 'reject'
    }
  ],
  examples: [
    ['score --data today.csv --out scored.csv', 'with the bundle in artifacts/'],
    [
      'score --bundle artifacts --data "2026-*.parquet" --out scored.parquet --keep id --class',
      'several files, one column kept'
    ],
    ['score --data today.csv --out scored.jsonl --reasons 3', 'with the three strongest reasons'],
    [
      'score --data today.csv --out scored.csv --on-bad quarantine',
      'bad rows go to scored.csv.bad.jsonl'
    ]
  ],
  async run(options, io) {
    const { runScore } = await import('./run.ts');
    return runScore(options, io);
  }
};
