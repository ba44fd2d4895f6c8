import type { Random } from '../../packages/core/src/random.ts';
import { type Columns, integer, text, toCsv } from './csv.ts';
import {
  type AdultShift,
  drawPerson,
  OCCUPATIONS,
  type Person,
  type Race
} from './adult-person.ts';
import { chance, clamp, logistic } from './draw.ts';

export interface AdultRow extends Person {
  income_gt_50k: number;
}

export const ADULT_STEADY: AdultShift = { ageing: 1, hours: 0, schooling: 0 };
export const ADULT_SHIFTED: AdultShift = { ageing: 1.36, hours: -8, schooling: 0.5 };

const COLUMNS: Columns<AdultRow> = {
  age: integer,
  workclass: text,
  education: text,
  education_num: integer,
  marital_status: text,
  occupation: text,
  relationship: text,
  race: text,
  sex: text,
  capital_gain: integer,
  capital_loss: integer,
  hours_per_week: integer,
  native_country: text,
  income_gt_50k: integer
};

const WORKCLASS_PAY: Partial<Record<string, number>> = {
  'Federal-gov': 0.4,
  'Self-emp-inc': 0.5,
  'Self-emp-not-inc': -0.5,
  'Without-pay': -3,
  '?': -0.8
};

/** What the census of the time shows for equal work; no input of a model, but the cause of the gaps between groups. */
const RACE_PAY: Record<Race, number> = {
  White: 0,
  Black: -0.4,
  'Asian-Pac-Islander': 0,
  Other: -0.5,
  'Amer-Indian-Eskimo': -0.5
};

/** Adults in paid work or looking for it, after the census table of 1994. */
export function adultRows(numRows: number, random: Random, shift = ADULT_STEADY): AdultRow[] {
  return Array.from({ length: numRows }, () => {
    const person = drawPerson(random, shift);
    return { ...person, income_gt_50k: chance(random, logistic(incomeLogit(person))) ? 1 : 0 };
  });
}

export const adultCsv = (rows: readonly AdultRow[]): string => toCsv(COLUMNS, rows);

/** The log odds of more than 50,000 a year; the households of couples earn together, schooling pays more with age. */
function incomeLogit(row: Person): number {
  const isCouple = row.relationship === 'Husband' || row.relationship === 'Wife';
  const age = clamp(row.age, 17, 75);
  let logit = -3.85 + 0.36 * (row.education_num - 10);
  logit += 1.3 - 0.0024 * (age - 50) * (age - 50);
  logit += 0.035 * (clamp(row.hours_per_week, 10, 70) - 40);
  logit += isCouple ? 2.1 : 0;
  if (isCouple && row.education_num > 12) logit += 0.5;
  if (row.education_num > 12 && age > 35) logit += 0.3;
  if (row.relationship === 'Own-child') logit -= 1;
  if (row.hours_per_week > 48 && row.workclass === 'Self-emp-inc') logit += 0.6;
  if (row.capital_gain > 5000) logit += 3.5;
  else if (row.capital_gain > 0) logit -= 0.3;
  if (row.capital_loss > 1700) logit += 0.9;
  logit += OCCUPATIONS[row.occupation]?.pay ?? 0;
  logit += WORKCLASS_PAY[row.workclass] ?? 0;
  return logit + RACE_PAY[row.race] + (row.sex === 'Male' ? 0.25 : -0.5);
}
