import { mlflowErrorBody } from '../errors/error-body.ts';
import { type InputColumn, type ServedModel } from '../models/served-model.ts';
import { checkRows, type Contract, isRecord, parseJson, wrongBody } from './contract.ts';
import { readCsv } from './csv.ts';

const FORMS = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const;

/** What MLflow's scoring servers read and answer: POST /invocations. */
export const mlflowContract: Contract = {
  mediaTypes: ['application/json', 'text/csv'],
  read(body, { model, mediaType, maxRows }, notes) {
    if (mediaType === 'text/csv') {
      const rows = readCsv(body, model.columns).map(model.toRow);
      return { rows: checkRows(rows, 'it', maxRows, notes), explain: false };
    }
    const given = parseJson(body);
    if (!isRecord(given)) throw wrongBody('it is not an object');
    const forms = FORMS.filter(form => given[form] !== undefined);
    const [form] = forms;
    if (form === undefined || forms.length > 1)
      throw wrongBody(`expected exactly one of ${FORMS.join(', ')}`);
    const { params } = given;
    if (params !== undefined && !isRecord(params)) throw wrongBody('"params" is not an object');
    const rows = checkRows(readForm(form, given[form], model), `"${form}"`, maxRows, notes);
    return {
      rows: rows.map(row => (isRecord(row) ? model.toRow(row) : row)),
      explain: params?.['explain'] === true
    };
  },
  answer: (_call, { model, probabilities, labels, reasons, warnings }) => ({
    predictions: Array.from(probabilities, (p, i) => ({
      ...(model.family === 'rules'
        ? { score: p, label: labels[i] }
        : { probability: p, class: labels[i] }),
      ...(reasons === undefined ? {} : { reasons: reasons[i] })
    })),
    ...(warnings.length > 0 ? { warnings } : {})
  }),
  fail: mlflowErrorBody
};

function readForm(form: (typeof FORMS)[number], value: unknown, model: ServedModel): unknown {
  if (form === 'dataframe_split') return readSplit(value);
  if (form === 'dataframe_records') return value;
  if (isRecord(value)) return readColumns(value, form);
  return Array.isArray(value)
    ? value.map(row => (Array.isArray(row) ? byPosition(row, model.columns) : (row as unknown)))
    : value;
}

/** `{"columns": [...], "data": [[...]]}` */
function readSplit(value: unknown): unknown[] {
  if (!isRecord(value)) throw wrongBody('"dataframe_split" is not an object');
  const { columns, data } = value;
  if (!Array.isArray(columns) || !columns.every(name => typeof name === 'string'))
    throw wrongBody('"dataframe_split" has no list of column names');
  if (new Set(columns).size !== columns.length)
    throw wrongBody('"dataframe_split" names a column twice');
  if (!Array.isArray(data)) throw wrongBody('"dataframe_split" has no list of data');
  return data.map(row => {
    if (!Array.isArray(row) || row.length !== columns.length)
      throw wrongBody('"dataframe_split" has a row that is not as long as its columns');
    return Object.fromEntries(columns.map((name, i) => [name, row[i] as unknown]));
  });
}

/** `{"column": [...], ...}` */
function readColumns(value: Record<string, unknown>, form: string): unknown[] {
  const columns = Object.entries(value);
  const lists = columns.map(([, values]) => values);
  if (!lists.every(Array.isArray)) throw wrongBody(`"${form}" has a column that is not a list`);
  const numRows = Math.max(0, ...lists.map(list => list.length));
  if (lists.some(list => list.length !== numRows))
    throw wrongBody(`"${form}" has columns of different lengths`);
  return Array.from({ length: numRows }, (_, i) =>
    Object.fromEntries(columns.map(([name, values]) => [name, (values as unknown[])[i]]))
  );
}

function byPosition(row: readonly unknown[], columns: readonly InputColumn[]): unknown {
  if (row.length !== columns.length)
    throw wrongBody(
      `a row without names has ${row.length} values: expected ${columns.length}, ${columns.map(({ name }) => name).join(', ')}`
    );
  return Object.fromEntries(columns.map(({ name }, i) => [name, row[i]]));
}
