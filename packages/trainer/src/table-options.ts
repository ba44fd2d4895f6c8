import type { OptionSpec } from '@espalier/cli';

/** What the command line says of a table without a spec, or over one. */
export const TABLE_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--ignore <columns>',
    description: 'columns to leave out, by comma; repeatable',
    repeats: true
  },
  {
    flags: '--sensitive <columns>',
    description: 'columns that are not inputs, but whose groups are compared; repeatable',
    repeats: true
  },
  {
    flags: '--read <key=value>',
    description:
      'how the file is read, by a key of the spec: header_line=3, missing_values=NULL; repeatable',
    repeats: true
  }
];
