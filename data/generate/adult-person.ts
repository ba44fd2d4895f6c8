import { normal, type Random } from '../../packages/core/src/random.ts';
import { chance, clamp, gamma, logistic, pick } from './draw.ts';

export interface Person {
  age: number;
  workclass: string;
  education: string;
  education_num: number;
  marital_status: string;
  occupation: string;
  relationship: string;
  race: Race;
  sex: Sex;
  capital_gain: number;
  capital_loss: number;
  hours_per_week: number;
  native_country: string;
}

export type Sex = 'Male' | 'Female';
export type Race = 'White' | 'Black' | 'Asian-Pac-Islander' | 'Other' | 'Amer-Indian-Eskimo';

/** An older population that works less and learned longer: a factor on the years since seventeen, hours, deviations. */
export interface AdultShift {
  readonly ageing: number;
  readonly hours: number;
  readonly schooling: number;
}

/** Levels of schooling from the least to the most, with the share of adults that stopped there. */
const SCHOOLING = [
  { education: '7th-8th', education_num: 4, share: 0.021 },
  { education: '9th', education_num: 5, share: 0.018 },
  { education: '10th', education_num: 6, share: 0.028 },
  { education: '11th', education_num: 7, share: 0.034 },
  { education: '12th', education_num: 8, share: 0.015 },
  { education: 'HS-grad', education_num: 9, share: 0.319 },
  { education: 'Some-college', education_num: 10, share: 0.214 },
  { education: 'Assoc-voc', education_num: 11, share: 0.044 },
  { education: 'Assoc-acdm', education_num: 12, share: 0.035 },
  { education: 'Bachelors', education_num: 13, share: 0.178 },
  { education: 'Masters', education_num: 14, share: 0.059 },
  { education: 'Prof-school', education_num: 15, share: 0.02 },
  { education: 'Doctorate', education_num: 16, share: 0.015 }
] as const;

interface OccupationTraits {
  /** Weight without a finished school, with one, with a degree. */
  readonly weights: readonly [number, number, number];
  /** How much likelier for a man than for a woman. */
  readonly men: number;
  readonly pay: number;
}

export const OCCUPATIONS: Readonly<Record<string, OccupationTraits>> = {
  'Adm-clerical': { weights: [4, 14, 8], men: 0.35, pay: 0 },
  'Craft-repair': { weights: [16, 16, 3], men: 8, pay: 0.1 },
  'Exec-managerial': { weights: [3, 10, 25], men: 1.1, pay: 0.8 },
  'Farming-fishing': { weights: [8, 3, 1], men: 6, pay: -0.9 },
  'Handlers-cleaners': { weights: [11, 5, 1], men: 4, pay: -0.7 },
  'Machine-op-inspct': { weights: [14, 7, 1], men: 1.5, pay: -0.3 },
  'Other-service': { weights: [18, 11, 3], men: 0.5, pay: -0.9 },
  'Priv-house-serv': { weights: [2, 0.4, 0.1], men: 0.1, pay: -1.5 },
  'Prof-specialty': { weights: [1, 6, 36], men: 0.9, pay: 0.6 },
  'Protective-serv': { weights: [1, 2.4, 2], men: 4, pay: 0.5 },
  Sales: { weights: [8, 12, 13], men: 1.2, pay: 0.2 },
  'Tech-support': { weights: [0.5, 3.5, 4], men: 1, pay: 0.5 },
  'Transport-moving': { weights: [8, 6, 1], men: 8, pay: -0.1 }
};

/** The share of men. */
const MEN = 0.62;

const RACE_SCHOOLING: Record<Race, number> = {
  White: 0.05,
  Black: -0.35,
  'Asian-Pac-Islander': 0.35,
  Other: -0.45,
  'Amer-Indian-Eskimo': -0.4
};

export function drawPerson(random: Random, shift: AdultShift): Person {
  const sex: Sex = chance(random, MEN) ? 'Male' : 'Female';
  const race: Race = pick(random, {
    White: 0.8,
    Black: 0.105,
    'Asian-Pac-Islander': 0.055,
    Other: 0.022,
    'Amer-Indian-Eskimo': 0.018
  });
  const age = clamp(Math.round(17 + gamma(random, 3, 7.2) * shift.ageing), 17, 90);
  const schooling = schoolingOf(random, age, RACE_SCHOOLING[race] + shift.schooling);
  const marital = maritalOf(random, age, sex);
  const workclass = workclassOf(random, age, schooling.education_num);
  const hasGain = chance(random, schooling.education_num > 12 ? 0.12 : age > 45 ? 0.08 : 0.05);
  return {
    age,
    workclass,
    education: schooling.education,
    education_num: schooling.education_num,
    marital_status: marital,
    occupation: workclass === '?' ? '?' : occupationOf(random, schooling.education_num, sex),
    relationship: relationshipOf(random, age, sex, marital),
    race,
    sex,
    capital_gain: hasGain ? Math.min(99_999, Math.round(Math.exp(8.3 + 0.9 * normal(random)))) : 0,
    capital_loss:
      !hasGain && chance(random, 0.05)
        ? clamp(Math.round(1850 + 380 * normal(random)), 150, 4000)
        : 0,
    hours_per_week: hoursOf(random, age, sex, workclass, shift.hours),
    native_country: countryOf(random, race)
  };
}

function schoolingOf(random: Random, age: number, advantage: number): (typeof SCHOOLING)[number] {
  // nobody has a degree at nineteen
  const youth = age < 23 ? -0.12 * (23 - age) : 0;
  let left = logistic(1.7 * (normal(random) + advantage + youth));
  return SCHOOLING.find(({ share }) => (left -= share) < 0) ?? SCHOOLING.at(-1)!;
}

function maritalOf(random: Random, age: number, sex: Sex): string {
  const settled = logistic((age - 27) / 4.5);
  const isMarried = sex === 'Male' ? 0.68 : 0.34;
  return pick(random, {
    'Married-civ-spouse': settled * isMarried,
    'Never-married': 1 - settled + (age < 45 ? 0.14 : 0.06),
    Divorced: settled * (sex === 'Male' ? 0.13 : 0.3),
    Separated: settled * (sex === 'Male' ? 0.02 : 0.06),
    Widowed: settled * (sex === 'Male' ? 0.01 : 0.05) * (age > 50 ? 3 : 0.5)
  });
}

function relationshipOf(random: Random, age: number, sex: Sex, marital: string): string {
  if (marital === 'Married-civ-spouse') {
    if (chance(random, 0.03)) return 'Other-relative';
    return sex === 'Male' ? 'Husband' : 'Wife';
  }
  if (marital === 'Never-married') {
    return pick(random, {
      'Own-child': age < 25 ? 0.75 : age < 32 ? 0.3 : 0.12,
      'Not-in-family': age < 25 ? 0.25 : 0.6,
      Unmarried: sex === 'Female' ? 0.13 : 0.03,
      'Other-relative': 0.06
    });
  }
  return pick(random, {
    'Not-in-family': sex === 'Male' ? 0.75 : 0.48,
    Unmarried: sex === 'Male' ? 0.17 : 0.46,
    'Own-child': age < 40 ? 0.1 : 0.03,
    'Other-relative': 0.04
  });
}

function workclassOf(random: Random, age: number, educationNum: number): string {
  return pick(random, {
    Private: age < 30 ? 0.82 : 0.68,
    'Self-emp-not-inc': age < 30 ? 0.03 : 0.095,
    'Local-gov': educationNum > 12 ? 0.11 : 0.05,
    'State-gov': educationNum > 12 ? 0.06 : 0.033,
    'Self-emp-inc': age < 30 ? 0.01 : 0.042,
    'Federal-gov': 0.03,
    'Without-pay': 0.002,
    '?': age < 22 ? 0.15 : age > 62 ? 0.16 : 0.035
  });
}

function occupationOf(random: Random, educationNum: number, sex: Sex): string {
  const tier = educationNum < 9 ? 0 : educationNum < 13 ? 1 : 2;
  const weights = Object.entries(OCCUPATIONS).map(([name, { weights, men }]): [string, number] => [
    name,
    (weights[tier] * (sex === 'Male' ? men : 1)) / (MEN * men + 1 - MEN)
  ]);
  return pick(random, Object.fromEntries(weights));
}

function hoursOf(
  random: Random,
  age: number,
  sex: Sex,
  workclass: string,
  shiftHours: number
): number {
  if (chance(random, shiftHours === 0 ? 0.46 : 0.3) && age > 21 && age < 63) return 40;
  let mean = sex === 'Male' ? 44 : 38.5;
  if (age < 22) mean -= 13;
  if (age > 62) mean -= 12;
  if (workclass.startsWith('Self-emp')) mean += 5;
  if (workclass === '?') mean -= 7;
  return clamp(Math.round(mean + shiftHours + 10.5 * normal(random)), 3, 99);
}

function countryOf(random: Random, race: Race): string {
  if (race === 'Asian-Pac-Islander') {
    return pick(random, {
      'United-States': 0.3,
      Philippines: 0.27,
      India: 0.17,
      China: 0.2,
      '?': 0.06
    });
  }
  if (race === 'Other') {
    return pick(random, { 'United-States': 0.48, Mexico: 0.3, Argentina: 0.18, '?': 0.04 });
  }
  return pick(random, {
    'United-States': 0.905,
    Mexico: 0.025,
    Germany: 0.014,
    Canada: 0.014,
    England: 0.012,
    Italy: 0.009,
    Argentina: 0.006,
    '?': 0.015
  });
}
