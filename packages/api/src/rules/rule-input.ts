import type { Problem } from '@espalier/core';
import { redact } from '../redact/redact.ts';
import { removeInvisible } from '../redact/normalise.ts';
import type { RuleInput } from './score-rules.ts';

/** Collects problems and warnings. */
interface Notes {
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

/** Signs examined of the name of an undeclared feature. */
const MAX_NAME = 256;

const FEATURES = new Set(['price', 'units', 'channel']);

/** Read the inputs of a rule model from JSON. Every problem of every input is added to `notes`. */
export function readRuleInputs(rows: readonly unknown[], notes: Notes): RuleInput[] {
  return rows.map((row, at) => readRuleInput(row, at, notes));
}

function readRuleInput(row: unknown, at: number, { problems, warnings }: Notes): RuleInput {
  const problem = (field: string, what: string, expected: string): void => {
    problems.push({ row: at, field, problem: what, expected });
  };
  if (!isRecord(row)) {
    problems.push({ row: at, problem: 'not an object', expected: 'an object with id and text' });
    return { text: '' };
  }
  const { id, text, features } = row;
  if (typeof id !== 'string' || id.trim() === '')
    problem('id', describe(id), 'a string that is not blank');
  if (typeof text !== 'string' || isBlank(text))
    problem('text', describe(text), 'a string that is not blank');
  if (features !== undefined && !isRecord(features)) {
    problem('features', describe(features), 'an object');
    return { text: '' };
  }
  const { price, units, channel } = features ?? {};
  if (price !== undefined && !isNumber(price))
    problem('features.price', describe(price), 'a finite number');
  if (units !== undefined && !(isNumber(units) && Number.isInteger(units)))
    problem('features.units', describe(units), 'a whole number');
  if (channel !== undefined && typeof channel !== 'string')
    problem('features.channel', describe(channel), 'a string');
  for (const field of Object.keys(features ?? {}))
    if (!FEATURES.has(field))
      warnings.push({
        row: at,
        // By itself: with the prefix a number would not look like one.
        field: `features.${redact(field.slice(0, MAX_NAME))}`,
        problem: 'not a field of this model, ignored'
      });
  return {
    text: typeof text === 'string' ? text : '',
    ...(isNumber(price) ? { price } : {}),
    ...(isNumber(units) ? { units } : {}),
    ...(typeof channel === 'string' ? { channel } : {})
  };
}

/** Whether nothing of a text can be seen. */
function isBlank(text: string): boolean {
  return text.trim() === '' || removeInvisible(text).trim() === '';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Name the type of a value without quoting the value. */
function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return isBlank(value) ? 'blank' : 'a string';
  if (typeof value === 'number') return Number.isFinite(value) ? 'not an integer' : 'not finite';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
