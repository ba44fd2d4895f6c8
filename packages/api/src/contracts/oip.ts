import { oipErrorBody } from '../errors/error-body.ts';
import {
  checkRows,
  type Contract,
  isRecord,
  parseJson,
  type Result,
  wrongBody
} from './contract.ts';
import { readTensors } from './tensors.ts';

/** The names of what a model puts out. */
export function oipOutputs(family: string): readonly (readonly [string, string])[] {
  return family === 'rules'
    ? [
        ['score', 'FP64'],
        ['label', 'BYTES']
      ]
    : [
        ['probability', 'FP64'],
        ['class', 'INT64']
      ];
}

/** The Open Inference Protocol, version 2: named tensors of one column each in and out. */
export const oipContract: Contract = {
  mediaTypes: ['application/json'],
  read(body, { model, maxRows }, notes) {
    const given = parseJson(body);
    if (!isRecord(given)) throw wrongBody('it is not an object with the list "inputs"');
    const { id, parameters } = given;
    notes.requestId = id;
    if (id !== undefined && typeof id !== 'string') throw wrongBody('"id" is not a text');
    if (parameters !== undefined && !isRecord(parameters))
      throw wrongBody('"parameters" is not an object');
    const rows = readTensors(given['inputs']).map(model.toRow);
    const outputs = readOutputs(given['outputs'], model.family);
    return {
      rows: checkRows(rows, '"inputs"', maxRows, notes),
      explain: parameters?.['explain'] === true,
      ...(outputs === undefined ? {} : { outputs })
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
      ...(warnings.length > 0 ? { parameters: { warnings } } : {}),
      outputs
    };
  },
  fail: oipErrorBody
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
  const [[score, scoreType], [label, labelType]] = oipOutputs(model.family) as [
    [string, string],
    [string, string]
  ];
  return [
    { name: score, shape, datatype: scoreType, data: [...probabilities] },
    { name: label, shape, datatype: labelType, data: labels },
    // A reason is an object; a tensor holds texts.
    ...(explain && reasons !== undefined
      ? [{ name: 'reasons', shape, datatype: 'BYTES', data: reasons.map(r => JSON.stringify(r)) }]
      : [])
  ];
}

function readOutputs(outputs: unknown, family: string): string[] | undefined {
  if (outputs === undefined || (Array.isArray(outputs) && outputs.length === 0)) return undefined;
  const known = oipOutputs(family).map(([name]) => name);
  if (!Array.isArray(outputs)) throw wrongBody('"outputs" is not a list');
  return outputs.map(output => {
    const name: unknown = isRecord(output) ? output['name'] : undefined;
    if (typeof name !== 'string' || !known.includes(name))
      throw wrongBody(`"outputs" names what there is not: expected ${known.join(' or ')}`);
    return name;
  });
}
