import { present } from '@espalier/core';
import { errorBody } from '../errors/error-body.ts';
import {
  CLASS,
  COUNT,
  list,
  object,
  PROBABILITY,
  REASONS,
  ref,
  TEXT,
  WARNINGS
} from '../json-schema.ts';
import {
  asksForReasons,
  checkRows,
  type Contract,
  EXPLAIN,
  formatSecond,
  isRecord,
  wrongBody
} from './contract.ts';
import { parseJson } from './parse-json.ts';

/** The contract `instances`, one object at a time: POST /predict. */
export const instanceContract: Contract = {
  mediaTypes: ['application/json'],
  read(body, { query }, notes) {
    const row = parseJson(body);
    if (!isRecord(row)) throw wrongBody('it must be one object of features');
    notes.numInputs = 1;
    return { rows: [row], explain: asksForReasons(query) };
  },
  answer: (_call, { model, probabilities, labels, reasons, warnings, now }) => ({
    prediction: labels[0],
    probability: probabilities[0],
    model_version: model.version,
    timestamp: formatSecond(now),
    ...present({
      reasons: reasons?.[0],
      warnings: warnings.length > 0 ? warnings : undefined
    })
  }),
  fail: errorBody,
  describe: ({ row, example }) => ({
    summary: 'Score one instance',
    request: row,
    example,
    answer: ref('InstanceAnswer'),
    error: ref('Error'),
    parameters: [EXPLAIN]
  }),
  schemas: {
    InstanceAnswer: object(
      {
        prediction: CLASS,
        probability: PROBABILITY,
        model_version: TEXT,
        timestamp: TEXT,
        reasons: REASONS,
        warnings: WARNINGS
      },
      ['prediction', 'probability', 'model_version', 'timestamp']
    )
  }
};

/** The contract `instances`, many at once: POST /predict/batch. */
export const batchContract: Contract = {
  mediaTypes: ['application/json'],
  read(body, { query, maxRows }, notes) {
    const given = parseJson(body);
    if (!isRecord(given)) throw wrongBody('it must be an object with the list "instances"');
    return {
      rows: checkRows(given['instances'], '"instances"', maxRows, notes),
      explain: asksForReasons(query)
    };
  },
  answer: (_call, { model, probabilities, labels, reasons, warnings, now, milliseconds }) => ({
    predictions: Array.from(probabilities, (probability, i) => {
      const prediction = { prediction: labels[i], probability, row_id: i };
      return reasons === undefined ? prediction : { ...prediction, reasons: reasons[i] };
    }),
    model_version: model.version,
    timestamp: formatSecond(now),
    batch_size: probabilities.length,
    processing_time: `${(milliseconds / 1000).toFixed(2)}s`,
    ...present({ warnings: warnings.length > 0 ? warnings : undefined })
  }),
  fail: errorBody,
  describe: ({ row, example, maxRows }) => ({
    summary: 'Score many instances',
    request: object({ instances: list(row, { minItems: 1, maxItems: maxRows }) }),
    example: { instances: [example] },
    answer: ref('BatchAnswer'),
    error: ref('Error'),
    parameters: [EXPLAIN]
  }),
  schemas: {
    BatchAnswer: object(
      {
        predictions: list(
          object({ prediction: CLASS, probability: PROBABILITY, row_id: COUNT, reasons: REASONS }, [
            'prediction',
            'probability',
            'row_id'
          ])
        ),
        model_version: TEXT,
        timestamp: TEXT,
        batch_size: COUNT,
        processing_time: TEXT,
        warnings: WARNINGS
      },
      ['predictions', 'model_version', 'timestamp', 'batch_size', 'processing_time']
    )
  }
};
