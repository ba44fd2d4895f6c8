import type { InputColumn } from '../models/model-version.ts';
import { readBinaryValues } from './binary-tensors.ts';
import { type CallNotes, checkNumRows, isRecord, wrongBody } from './contract.ts';
import { type Datatype, DATATYPES } from './datatypes.ts';

/** The datatype of a column. */
export function datatypeOf({ kind, integer }: InputColumn): Datatype {
  if (kind !== 'number') return 'BYTES';
  return integer ? 'INT64' : 'FP64';
}

interface TensorContext {
  readonly columns: readonly InputColumn[];
  readonly maxRows: number;
  readonly notes: CallNotes;
  /** The bytes behind the JSON, in the order of the tensors that they belong to; undefined: the request is JSON alone. */
  readonly tail: Uint8Array | undefined;
}

/** Turn the tensors of a request, one for each column, into rows. */
export function readTensors(inputs: unknown, context: TensorContext): Record<string, unknown>[] {
  if (!Array.isArray(inputs) || inputs.length === 0)
    throw wrongBody('"inputs" must be a list of tensors');
  const { tail, maxRows, notes } = context;
  const known = new Set(context.columns.map(({ name }) => name));
  let used = 0;
  const takeBytes = (numBytes: number): Uint8Array | undefined => {
    if (tail === undefined || used + numBytes > tail.length) return undefined;
    used += numBytes;
    return tail.subarray(used - numBytes, used);
  };
  const columns = inputs.map((tensor, i) =>
    readTensor(tensor, { at: i, known, hasTail: tail !== undefined, takeBytes })
  );
  if (tail !== undefined && used < tail.length)
    throw wrongBody(
      `there are ${tail.length - used} bytes of binary data that no tensor announces`
    );
  const numRows = columns[0]!.values.length;
  if (columns.some(({ values }) => values.length !== numRows))
    throw wrongBody('the tensors must have equal lengths');
  if (new Set(columns.map(({ name }) => name)).size !== columns.length)
    throw wrongBody('two tensors have the same name');
  checkNumRows(numRows, '"inputs"', maxRows, notes);
  return Array.from({ length: numRows }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row]]))
  );
}

interface TensorSource {
  /** Its place among the tensors. */
  readonly at: number;
  /** Names that may be shown. */
  readonly known: ReadonlySet<string>;
  readonly hasTail: boolean;
  /** Take the next bytes behind the JSON; undefined if there are fewer. */
  readonly takeBytes: (numBytes: number) => Uint8Array | undefined;
}

function readTensor(
  tensor: unknown,
  source: TensorSource
): { name: string; values: readonly unknown[] } {
  let shown = String(source.at);
  const wrong = (what: string): never => {
    throw wrongBody(`tensor ${shown} ${what}`);
  };
  if (!isRecord(tensor)) return wrong('must be an object');
  const { name, shape, datatype, data, parameters } = tensor;
  if (typeof name !== 'string') return wrong('must have a name');
  if (source.known.has(name)) shown = `"${name}"`;
  if (!isDatatype(datatype))
    return wrong(`has an unknown datatype, expected ${DATATYPES.join(', ')}`);
  if (!Array.isArray(shape) || !shape.every(n => Number.isInteger(n) && (n as number) >= 0))
    return wrong('must have a shape');
  const [numRows = 0, ...rest] = shape as number[];
  if (rest.some(n => n !== 1))
    return wrong('holds more than one column, expected one tensor for each column');
  if (!isNullish(parameters) && !isRecord(parameters))
    return wrong('has parameters that are not an object');
  if (!isNullish(parameters?.['shared_memory_region']))
    return wrong('is in shared memory, which is not supported');
  const size = parameters?.['binary_data_size'];
  if (!isNullish(size)) {
    if (!isNullish(data)) return wrong('has both a list of data and binary data');
    const bytes = takeTail(size, source, wrong);
    return { name, values: emptyAsMissing(readBinaryValues(datatype, numRows, bytes, wrong)) };
  }
  if (!Array.isArray(data)) return wrong('must have a list of data');
  const values = (data as unknown[]).flat(rest.length);
  if (values.length !== numRows)
    return wrong('holds a number of values that differs from its shape');
  if (!values.every(value => value === null || isOf(datatype, value)))
    return wrong(`holds values that are not ${datatype}`);
  return { name, values: emptyAsMissing(values) };
}

/** Clients cannot write null in a tensor of texts: an empty text is a missing cell, as in CSV. */
function emptyAsMissing(values: readonly unknown[]): readonly unknown[] {
  return values.includes('') ? values.map(value => (value === '' ? null : value)) : values;
}

/** The bytes of a tensor that says how many they are. */
function takeTail(
  size: unknown,
  { hasTail, takeBytes }: TensorSource,
  wrong: (what: string) => never
): Uint8Array {
  if (!Number.isSafeInteger(size) || (size as number) < 0)
    return wrong('has a binary_data_size that is not a whole number of bytes');
  if (!hasTail)
    return wrong('has binary data, but the header Inference-Header-Content-Length is missing');
  return takeBytes(size as number) ?? wrong('announces more binary data than the body holds');
}

function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isDatatype(datatype: unknown): datatype is Datatype {
  return (DATATYPES as readonly unknown[]).includes(datatype);
}

function isOf(datatype: string, value: unknown): boolean {
  if (datatype === 'BYTES') return typeof value === 'string';
  return typeof value === (datatype === 'BOOL' ? 'boolean' : 'number');
}
