import type { InputColumn } from '../models/model-version.ts';
import { isRecord, wrongBody } from './contract.ts';

/** The datatypes of the Open Inference Protocol that are read. */
export const DATATYPES = [
  'BOOL',
  'BYTES',
  'FP16',
  'FP32',
  'FP64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64'
] as const;

/** The datatype of a column. */
export function datatypeOf({ kind, integer }: InputColumn): string {
  if (kind !== 'number') return 'BYTES';
  return integer ? 'INT64' : 'FP64';
}

/** Turn the tensors of a request, one for each column, into rows. */
export function readTensors(inputs: unknown): Record<string, unknown>[] {
  if (!Array.isArray(inputs) || inputs.length === 0)
    throw wrongBody('"inputs" must be a list of tensors');
  const columns = inputs.map((tensor, i) => readTensor(tensor, i));
  const numRows = columns[0]!.values.length;
  if (columns.some(({ values }) => values.length !== numRows))
    throw wrongBody('the tensors must have equal lengths');
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
  if (!isRecord(tensor)) return wrong('must be an object');
  const { name, shape, datatype, data } = tensor;
  if (typeof name !== 'string') return wrong('must have a name');
  if (typeof datatype !== 'string' || !isDatatype(datatype))
    return wrong(`has an unknown datatype, expected ${DATATYPES.join(', ')}`);
  if (!Array.isArray(data)) return wrong('must have a list of data');
  if (!Array.isArray(shape) || !shape.every(n => Number.isInteger(n) && (n as number) >= 0))
    return wrong('must have a shape');
  const [numRows = 0, ...rest] = shape as number[];
  if (rest.some(n => n !== 1))
    return wrong('holds more than one column, expected one tensor for each column');
  const values = (data as unknown[]).flat(rest.length);
  if (values.length !== numRows)
    return wrong('holds a number of values that differs from its shape');
  if (!values.every(value => value === null || isOf(datatype, value)))
    return wrong(`holds values that are not ${datatype}`);
  return { name, values };
}

function isDatatype(datatype: string): boolean {
  return (DATATYPES as readonly string[]).includes(datatype);
}

function isOf(datatype: string, value: unknown): boolean {
  if (datatype === 'BYTES') return typeof value === 'string';
  return typeof value === (datatype === 'BOOL' ? 'boolean' : 'number');
}
