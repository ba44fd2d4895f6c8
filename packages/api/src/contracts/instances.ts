import { errorBody } from '../errors/error-body.ts';
import {
  asksForReasons,
  checkRows,
  type Contract,
  formatSecond,
  isRecord,
  parseJson,
  wrongBody
} from './contract.ts';

/** The contract `instances`, one object at a time: POST /predict. */
export const instanceContract: Contract = {
  mediaTypes: ['application/json'],
  read(body, { query }, notes) {
    const row = parseJson(body);
    if (!isRecord(row)) throw wrongBody('it is not one object of features');
    notes.numInputs = 1;
    return { rows: [row], explain: asksForReasons(query) };
  },
  answer: (_call, { model, probabilities, labels, reasons, warnings, now }) => ({
    prediction: labels[0],
    probability: probabilities[0],
    model_version: model.version,
    timestamp: formatSecond(now),
    ...(reasons === undefined ? {} : { reasons: reasons[0] }),
    ...(warnings.length > 0 ? { warnings } : {})
  }),
  fail: errorBody
};

/** The contract `instances`, many at once: POST /predict/batch. */
export const batchContract: Contract = {
  mediaTypes: ['application/json'],
  read(body, { query, maxRows }, notes) {
    const given = parseJson(body);
    if (!isRecord(given)) throw wrongBody('it is not an object with the list "instances"');
    return {
      rows: checkRows(given['instances'], '"instances"', maxRows, notes),
      explain: asksForReasons(query)
    };
  },
  answer: (_call, { model, probabilities, labels, reasons, warnings, now, milliseconds }) => ({
    predictions: Array.from(probabilities, (probability, i) => ({
      prediction: labels[i],
      probability,
      row_id: i,
      ...(reasons === undefined ? {} : { reasons: reasons[i] })
    })),
    model_version: model.version,
    timestamp: formatSecond(now),
    batch_size: probabilities.length,
    processing_time: `${(milliseconds / 1000).toFixed(2)}s`,
    ...(warnings.length > 0 ? { warnings } : {})
  }),
  fail: errorBody
};
