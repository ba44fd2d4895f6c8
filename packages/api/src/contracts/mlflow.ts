import { present } from '@espalier/core';
import { mlflowErrorBody } from '../errors/error-body.ts';
import {
  ANY_OBJECT,
  type Json,
  type JsonObject,
  list,
  object,
  ref,
  TEXT,
  WARNINGS
} from '../json-schema.ts';
import type { InputColumn, ModelVersion } from '../models/model-version.ts';
import { checkRows, type Contract, isRecord, wrongBody } from './contract.ts';
import { readCsv } from './csv.ts';
import { parsePythonJson } from './parse-json.ts';

const FORMS = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const;

/** The protocol of MLflow's scoring servers: POST /invocations. */
export const mlflowContract: Contract = {
  mediaTypes: ['application/json', 'text/csv'],
  read(text, { model, mediaType, maxRows }, notes) {
    if (mediaType === 'text/csv') {
      const rows = readCsv(text, model.columns).map(model.toRow);
      return { rows: checkRows(rows, 'it', maxRows, notes), explain: false };
    }
    const body = parsePythonJson(text);
    if (!isRecord(body)) throw wrongBody('it must be an object');
    const forms = FORMS.filter(form => (body[form] ?? undefined) !== undefined);
    const [form] = forms;
    if (form === undefined || forms.length > 1)
      throw wrongBody(`expected exactly one of ${FORMS.join(', ')}`);
    const params = body['params'] ?? undefined;
    if (params !== undefined && !isRecord(params)) throw wrongBody('"params" must be an object');
    const given = checkRows(readForm(form, body[form], model), `"${form}"`, maxRows, notes);
    const dates = model.columns.filter(({ kind }) => kind === 'date');
    const rows = dates.length === 0 ? given : given.map(row => replaceNaT(row, dates));
    return {
      rows: rows.map(row => (isRecord(row) ? model.toRow(row) : row)),
      explain: params?.['explain'] === true
    };
  },
  answer: (_call, { model, probabilities, labels, reasons, warnings }) => ({
    predictions: Array.from(probabilities, (p, i) => {
      const { score, label } = model.outputs;
      const prediction = { [score.name]: p, [label.name]: labels[i] };
      return reasons === undefined ? prediction : { ...prediction, reasons: reasons[i] };
    }),
    ...present({ warnings: warnings.length > 0 ? warnings : undefined })
  }),
  fail: mlflowErrorBody,
  describe: ({ columns, flatRow, flatExample, maxRows }) => ({
    summary: 'Score rows as MLflow servers do',
    tag: 'MLflow',
    request: bodySchema(flatRow, maxRows),
    example: { dataframe_records: [flatExample] },
    answer: ref('MlflowAnswer'),
    error: ref('MlflowError'),
    otherBodies: {
      'text/csv': {
        schema: { type: 'string', minLength: 1 },
        example: csvExample(columns, flatExample)
      }
    }
  }),
  schemas: {
    MlflowError: object({ error_code: TEXT, message: TEXT }),
    MlflowAnswer: object({ predictions: list(ANY_OBJECT), warnings: WARNINGS }, ['predictions'])
  }
};

/** A header and one line. */
function csvExample(columns: readonly InputColumn[], example: JsonObject): string {
  const line = (cells: readonly (Json | undefined)[]): string =>
    cells.map(cell => (typeof cell === 'object' ? '' : quoteCell(String(cell ?? '')))).join(',');
  return `${line(columns.map(({ name }) => name))}\n${line(columns.map(({ name }) => example[name]))}\n`;
}

function quoteCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The schema of every body form that MLflow knows. */
function bodySchema(row: Json, maxRows: number): JsonObject {
  const bounds = { minItems: 1, maxItems: maxRows };
  return {
    oneOf: [
      object({
        dataframe_split: object({ columns: list(TEXT), data: list(list({}), bounds) })
      }),
      object({ dataframe_records: list(row, bounds) }),
      object({ instances: {} }),
      object({ inputs: {} })
    ]
  };
}

function readForm(form: (typeof FORMS)[number], value: unknown, model: ModelVersion): unknown {
  if (form === 'dataframe_split') return readSplit(value);
  if (form === 'dataframe_records') return value;
  if (isRecord(value)) return readColumns(value, form);
  return Array.isArray(value)
    ? value.map(row => (Array.isArray(row) ? byPosition(row, model.columns) : (row as unknown)))
    : value;
}

/** Read the form `{"columns": [...], "data": [[...]]}`. */
function readSplit(value: unknown): unknown[] {
  if (!isRecord(value)) throw wrongBody('"dataframe_split" must be an object');
  const { columns, data } = value;
  if (!Array.isArray(columns) || !columns.every(name => typeof name === 'string'))
    throw wrongBody('"dataframe_split" must have a list of column names');
  if (new Set(columns).size !== columns.length)
    throw wrongBody('"dataframe_split" names a column twice');
  if (!Array.isArray(data)) throw wrongBody('"dataframe_split" must have a list of data');
  return data.map(row => {
    if (!Array.isArray(row) || row.length !== columns.length)
      throw wrongBody(
        '"dataframe_split" has a row whose length differs from the number of columns'
      );
    return Object.fromEntries(columns.map((name, i) => [name, row[i] as unknown]));
  });
}

/** Read the form `{"column": [...], ...}`; `{"column": value, ...}` is one row. */
function readColumns(value: Record<string, unknown>, form: string): unknown[] {
  const columns = Object.entries(value);
  const lists = columns.map(([, values]) => values);
  if (columns.length > 0 && !lists.some(Array.isArray)) return [value];
  if (!lists.every(Array.isArray)) throw wrongBody(`every column of "${form}" must be a list`);
  const numRows = Math.max(0, ...lists.map(list => list.length));
  if (lists.some(list => list.length !== numRows))
    throw wrongBody(`"${form}" has columns of different lengths`);
  return Array.from({ length: numRows }, (_, i) =>
    Object.fromEntries(columns.map(([name, values]) => [name, cellIn(values as unknown[], i)]))
  );
}

/** A cell of a column; a column of numpy may be nested, each cell a list of one. */
function cellIn(values: readonly unknown[], at: number): unknown {
  const cell = values[at];
  return Array.isArray(cell) && cell.length === 1 ? (cell[0] as unknown) : cell;
}

/** Replace what pandas writes for a missing date. */
function replaceNaT(row: unknown, dates: readonly InputColumn[]): unknown {
  if (!isRecord(row)) return row;
  const missing = dates.filter(({ name }) => row[name] === 'NaT');
  return missing.length === 0
    ? row
    : { ...row, ...Object.fromEntries(missing.map(({ name }) => [name, null])) };
}

function byPosition(row: readonly unknown[], columns: readonly InputColumn[]): unknown {
  if (row.length !== columns.length)
    throw wrongBody(
      `a row without names has ${row.length} values, expected ${columns.length}: ${columns.map(({ name }) => name).join(', ')}`
    );
  return Object.fromEntries(columns.map(({ name }, i) => [name, row[i]]));
}
