import { present } from '@espalier/core';
import { oipErrorBody } from '../errors/error-body.ts';
import { COUNT, list, object, ref, TEXT } from '../json-schema.ts';
import type { ModelOutputs } from '../models/model-version.ts';
import {
  checkRows,
  type Contract,
  isRecord,
  parseJson,
  type Result,
  wrongBody
} from './contract.ts';
import { datatypeOf, DATATYPES, readTensors } from './tensors.ts';

/** The Open Inference Protocol, version 2: named tensors of one column each in and out. */
export const oipContract: Contract = {
  mediaTypes: ['application/json'],
  read(body, { model, maxRows }, notes) {
    const given = parseJson(body);
    if (!isRecord(given)) throw wrongBody('it must be an object with the list "inputs"');
    const { id, parameters } = given;
    notes.requestId = id;
    if (id !== undefined && typeof id !== 'string') throw wrongBody('"id" must be a string');
    if (parameters !== undefined && !isRecord(parameters))
      throw wrongBody('"parameters" must be an object');
    const rows = readTensors(given['inputs']).map(model.toRow);
    const outputs = readOutputs(given['outputs'], model.outputs);
    return {
      rows: checkRows(rows, '"inputs"', maxRows, notes),
      explain: parameters?.['explain'] === true,
      ...present({ outputs })
    };
  },
  answer({ outputs: wanted, explain }, result) {
    const { model, requestId, warnings } = result;
    const outputs = tensorsOf(result, explain).filter(
      ({ name }) => wanted === undefined || wanted.includes(name) || name === 'reasons'
    );
    return {
      model_name: model.name,
      model_version: model.version,
      id: requestId,
      ...present({ parameters: warnings.length > 0 ? { warnings } : undefined }),
      outputs
    };
  },
  fail: oipErrorBody,
  describe: ({ columns, flatExample }) => ({
    summary: 'Score named tensors',
    tag: 'Open Inference Protocol',
    request: ref('OipRequest'),
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
    error: ref('OipError')
  }),
  schemas: {
    OipError: object({ error: TEXT }),
    Tensor: object(
      {
        name: TEXT,
        shape: list(COUNT, { minItems: 1 }),
        datatype: { enum: DATATYPES },
        data: list({})
      },
      ['name', 'shape', 'datatype', 'data']
    ),
    OipRequest: object(
      {
        id: TEXT,
        parameters: { type: 'object' },
        inputs: list(ref('Tensor'), { minItems: 1 }),
        outputs: list(object({ name: TEXT }))
      },
      ['inputs']
    ),
    OipAnswer: object(
      {
        model_name: TEXT,
        model_version: TEXT,
        id: TEXT,
        parameters: { type: 'object' },
        outputs: list(ref('Tensor'))
      },
      ['model_name', 'model_version', 'id', 'outputs']
    )
  }
};

interface OutputTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: readonly unknown[];
}

function tensorsOf(
  { model, probabilities, labels, reasons }: Result,
  explain: boolean
): OutputTensor[] {
  const shape = [probabilities.length];
  const { score, label } = model.outputs;
  return [
    { name: score.name, shape, datatype: score.datatype, data: [...probabilities] },
    { name: label.name, shape, datatype: label.datatype, data: labels },
    // A reason is an object, but a tensor can only hold strings.
    ...(explain && reasons !== undefined
      ? [{ name: 'reasons', shape, datatype: 'BYTES', data: reasons.map(r => JSON.stringify(r)) }]
      : [])
  ];
}

function readOutputs(outputs: unknown, { score, label }: ModelOutputs): string[] | undefined {
  if (outputs === undefined || (Array.isArray(outputs) && outputs.length === 0)) return undefined;
  const known = [score.name, label.name];
  if (!Array.isArray(outputs)) throw wrongBody('"outputs" must be a list');
  return outputs.map(output => {
    const name: unknown = isRecord(output) ? output['name'] : undefined;
    if (typeof name !== 'string' || !known.includes(name))
      throw wrongBody(`"outputs" names an unknown output, expected ${known.join(' or ')}`);
    return name;
  });
}
