import { type InputColumn } from '../models/served-model.ts';
import { isRecord, wrongBody } from './contract.ts';

const NUMBERS = /^(?:U?INT(?:8|16|32|64)|FP(?:16|32|64))$/;

/** The datatype that says best what a column holds. */
export function datatypeOf({ kind, integer }: InputColumn): string {
  if (kind !== 'number') return 'BYTES';
  return integer ? 'INT64' : 'FP64';
}

/** Rows out of the tensors of a request: one tensor a column, each of n values. */
export function readTensors(inputs: unknown): Record<string, unknown>[] {
  if (!Array.isArray(inputs) || inputs.length === 0)
    throw wrongBody('"inputs" is not a list of tensors');
  const columns = inputs.map((tensor, i) => readTensor(tensor, i));
  const numRows = columns[0]!.values.length;
  if (columns.some(({ values }) => values.length !== numRows))
    throw wrongBody('the tensors are of different lengths');
  if (new Set(columns.map(({ name }) => name)).size !== columns.length)
    throw wrongBody('two tensors have the same name');
  return Array.from({ length: numRows }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row]]))
  );
}

function readTensor(tensor: unknown, at: number): { name: string; values: readonly unknown[] } {
  const wrong = (what: string): never => {
    throw wrongBody(`tensor ${at} ${what}`);
  };
  if (!isRecord(tensor)) return wrong('is not an object');
  const { name, shape, datatype, data } = tensor;
  if (typeof name !== 'string') return wrong('has no name');
  if (typeof datatype !== 'string' || !isDatatype(datatype))
    return wrong('has a datatype that is not known: expected BYTES, BOOL, INT8 to FP64');
  if (!Array.isArray(data)) return wrong('has no list of data');
  if (!Array.isArray(shape) || !shape.every(n => Number.isInteger(n) && (n as number) >= 0))
    return wrong('has no shape');
  const [numRows = 0, ...rest] = shape as number[];
  if (rest.some(n => n !== 1)) return wrong('holds more than one column: send one tensor a column');
  const values = (data as unknown[]).flat(rest.length);
  if (values.length !== numRows) return wrong('holds another number of values than its shape says');
  if (!values.every(value => value === null || isOf(datatype, value)))
    return wrong(`holds values that are not ${datatype}`);
  return { name, values };
}

function isDatatype(datatype: string): boolean {
  return datatype === 'BYTES' || datatype === 'BOOL' || NUMBERS.test(datatype);
}

function isOf(datatype: string, value: unknown): boolean {
  if (datatype === 'BYTES') return typeof value === 'string';
  return typeof value === (datatype === 'BOOL' ? 'boolean' : 'number');
}
