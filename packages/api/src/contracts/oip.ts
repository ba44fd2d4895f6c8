import { present } from '@espalier/core';
import { oipErrorBody } from '../errors/error-body.ts';
import {
  ANY_OBJECT,
  COUNT,
  type JsonObject,
  list,
  object,
  OPTIONAL_OBJECT,
  OPTIONAL_TEXT,
  ref,
  TEXT
} from '../json-schema.ts';
import type { ModelOutputs, Output } from '../models/model-version.ts';
import { HEADER_LENGTH, splitBody, writeBinaryValues } from './binary-tensors.ts';
import {
  type Call,
  type CallNotes,
  type Contract,
  isRecord,
  type ReadContext,
  type Result,
  wrongBody
} from './contract.ts';
import { DATATYPES } from './datatypes.ts';
import { parsePythonJson } from './parse-json.ts';
import { datatypeOf, readTensors } from './tensors.ts';

const BYTES_TYPE = 'application/octet-stream';

/** Bytes, for which OpenAPI has no schema. */
const BINARY: JsonObject = {
  description:
    'JSON, then the bytes of the tensors whose parameters have binary_data_size. The header Inference-Header-Content-Length is the length of the JSON.'
};

/** The Open Inference Protocol, version 2: named tensors of one column each in and out, as JSON or as bytes. */
export const oipContract: Contract = {
  mediaTypes: ['application/json', BYTES_TYPE],
  // NVIDIA's client sends none.
  untyped: BYTES_TYPE,
  read: (body, context, notes) => readRequest(body, undefined, context, notes),
  binary: {
    header: HEADER_LENGTH,
    read(body, jsonLength, context, notes) {
      const { json, tail } = splitBody(body, jsonLength);
      return readRequest(json, tail, context, notes);
    },
    answer: answerBinary
  },
  answer: (call, result) => answerOf(result, tensorsOf(call, result)),
  fail: oipErrorBody,
  describe: ({ columns, flatExample, outputs }) => ({
    summary: 'Score named tensors',
    tag: 'Open Inference Protocol',
    request: requestSchema(outputs),
    example: {
      id: 'r-1',
      inputs: columns.map(column => ({
        name: column.name,
        shape: [1],
        datatype: datatypeOf(column),
        data: [flatExample[column.name] ?? null]
      }))
    },
    answer: ref('OipAnswer'),
    error: ref('OipError'),
    otherBodies: { [BYTES_TYPE]: { schema: BINARY } },
    otherAnswers: { [BYTES_TYPE]: { schema: BINARY } }
  }),
  schemas: {
    OipError: object({ error: TEXT }),
    Tensor: object(
      {
        name: TEXT,
        shape: list(COUNT, { minItems: 1 }),
        datatype: { enum: DATATYPES },
        parameters: OPTIONAL_OBJECT,
        data: list({})
      },
      ['name', 'shape', 'datatype']
    ),
    OipAnswer: object(
      {
        model_name: TEXT,
        model_version: TEXT,
        id: TEXT,
        parameters: ANY_OBJECT,
        outputs: list(ref('Tensor'))
      },
      ['model_name', 'model_version', 'id', 'outputs']
    )
  }
};

function requestSchema(outputs: readonly string[]): JsonObject {
  const name = outputs.length === 0 ? TEXT : { enum: outputs };
  return object(
    {
      id: OPTIONAL_TEXT,
      parameters: OPTIONAL_OBJECT,
      inputs: list(ref('Tensor'), { minItems: 1 }),
      outputs: {
        ...list(object({ name, parameters: OPTIONAL_OBJECT }, ['name'])),
        type: ['array', 'null']
      }
    },
    ['inputs']
  );
}

/** Read the JSON of a request; `tail` are the bytes behind it. */
function readRequest(
  json: string,
  tail: Uint8Array | undefined,
  { model, maxRows }: ReadContext,
  notes: CallNotes
): Call {
  const given = parsePythonJson(json);
  if (!isRecord(given)) throw wrongBody('it must be an object with the list "inputs"');
  // Null is absent, as clients with optional fields send it.
  const id = given['id'] ?? undefined;
  const parameters = given['parameters'] ?? undefined;
  notes.requestId = id;
  if (id !== undefined && typeof id !== 'string') throw wrongBody('"id" must be a string');
  if (parameters !== undefined && !isRecord(parameters))
    throw wrongBody('"parameters" must be an object');
  const { columns } = model;
  const rows = readTensors(given['inputs'], { columns, maxRows, notes, tail }).map(model.toRow);
  const isAllBinary = readFlag(parameters, 'binary_data_output') ?? false;
  const wanted = readOutputs(given['outputs'] ?? undefined, model.outputs, isAllBinary);
  const explain = parameters?.['explain'] === true;
  return { rows, explain, ...wanted };
}

type Wanted = Pick<Call, 'outputs' | 'binaryOutputs'>;

const REASONS = 'reasons';

/** Read which outputs are wanted, and which of them as bytes. */
function readOutputs(
  outputs: unknown,
  { score, label }: ModelOutputs,
  isAllBinary: boolean
): Wanted {
  const known = [score.name, label.name];
  if (outputs === undefined || (Array.isArray(outputs) && outputs.length === 0))
    return isAllBinary ? { binaryOutputs: [...known, REASONS] } : {};
  if (!Array.isArray(outputs)) throw wrongBody('"outputs" must be a list');
  const binary: string[] = isAllBinary ? [REASONS] : [];
  const names = outputs.map(output => {
    const name: unknown = isRecord(output) ? output['name'] : undefined;
    if (!isRecord(output) || typeof name !== 'string' || !known.includes(name))
      throw wrongBody(`"outputs" names an unknown output, expected ${known.join(' or ')}`);
    const parameters = output['parameters'] ?? undefined;
    if (parameters !== undefined && !isRecord(parameters))
      throw wrongBody(`output "${name}" has parameters that are not an object`);
    for (const unsupported of ['classification', 'shared_memory_region'])
      if ((parameters?.[unsupported] ?? undefined) !== undefined)
        throw wrongBody(`output "${name}" asks for ${unsupported}, which is not supported`);
    if (readFlag(parameters, 'binary_data') ?? isAllBinary) binary.push(name);
    return name;
  });
  return { outputs: names, ...present({ binaryOutputs: binary.length > 0 ? binary : undefined }) };
}

/** Read a parameter that is true or false; undefined if it is absent or null. */
function readFlag(
  parameters: Readonly<Record<string, unknown>> | undefined,
  name: string
): boolean | undefined {
  const value = parameters?.[name] ?? undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  throw wrongBody(`the parameter "${name}" must be true or false`);
}

interface OutputTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: Output['datatype'];
  readonly data: readonly unknown[];
}

/** The wanted outputs. */
function tensorsOf(
  { outputs: wanted, explain }: Call,
  { model, probabilities, labels, reasons }: Result
): OutputTensor[] {
  const shape = [probabilities.length];
  const { score, label } = model.outputs;
  const all: OutputTensor[] = [
    { name: score.name, shape, datatype: score.datatype, data: [...probabilities] },
    { name: label.name, shape, datatype: label.datatype, data: labels },
    // A reason is an object, but a tensor can only hold strings.
    ...(explain && reasons !== undefined
      ? [
          {
            name: REASONS,
            shape,
            datatype: 'BYTES' as const,
            data: reasons.map(r => JSON.stringify(r))
          }
        ]
      : [])
  ];
  return all.filter(
    ({ name }) => wanted === undefined || wanted.includes(name) || name === REASONS
  );
}

function answerOf({ model, requestId, warnings }: Result, outputs: readonly object[]): object {
  return {
    model_name: model.name,
    model_version: model.version,
    id: requestId,
    ...present({ parameters: warnings.length > 0 ? { warnings } : undefined }),
    outputs
  };
}

/** Put the bytes of outputs behind the JSON, in its order. */
function answerBinary(
  call: Call,
  result: Result
): { readonly bytes: Uint8Array; readonly headers: readonly string[] } {
  const parts: Buffer[] = [];
  const outputs = tensorsOf(call, result).map(tensor => {
    if (call.binaryOutputs?.includes(tensor.name) !== true) return tensor;
    const { data, ...described } = tensor;
    const bytes = writeBinaryValues(tensor.datatype, data);
    parts.push(bytes);
    return { ...described, parameters: { binary_data_size: bytes.length } };
  });
  const json = Buffer.from(JSON.stringify(answerOf(result, outputs)));
  return {
    bytes: Buffer.concat([json, ...parts]),
    headers: ['content-type', BYTES_TYPE, HEADER_LENGTH, String(json.length)]
  };
}
