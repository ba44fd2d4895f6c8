import { errorBody } from '../errors/error-body.ts';
import { CLASS, list, object, PROBABILITY, REASONS, ref, TEXT, WARNINGS } from '../json-schema.ts';
import { asksForReasons, checkRows, type Contract, EXPLAIN } from './contract.ts';
import { parseJson } from './parse-json.ts';

/** The contract `rows`: a list of rows in, a probability and a class for each out. */
export const rowsContract: Contract = {
  mediaTypes: ['application/json'],
  read: (body, { query, maxRows }, notes) => ({
    rows: checkRows(parseJson(body), 'it', maxRows, notes),
    explain: asksForReasons(query)
  }),
  answer(_call, { model, probabilities, labels, reasons, warnings }) {
    const predictions = Array.from(probabilities, (probability, i) =>
      reasons === undefined
        ? { probability, class: labels[i] }
        : { probability, class: labels[i], reasons: reasons[i] }
    );
    const { name, version } = model;
    return warnings.length > 0
      ? { predictions, model: { name, version }, warnings }
      : { predictions, model: { name, version } };
  },
  fail: errorBody,
  describe: ({ row, example, maxRows }) => ({
    summary: 'Score a list of rows',
    request: list(row, { minItems: 1, maxItems: maxRows }),
    example: [example],
    answer: ref('RowsAnswer'),
    error: ref('Error'),
    parameters: [EXPLAIN]
  }),
  schemas: {
    RowsAnswer: object(
      {
        predictions: list(
          object({ probability: PROBABILITY, class: CLASS, reasons: REASONS }, [
            'probability',
            'class'
          ])
        ),
        model: object({ name: TEXT, version: TEXT }),
        warnings: WARNINGS
      },
      ['predictions', 'model']
    )
  }
};
