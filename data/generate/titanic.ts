import type { Random } from '../../packages/core/src/random.ts';
import { type Columns, integer, optional, quoted, text, toCsv } from './csv.ts';
import { chance, integerUpTo, logistic } from './draw.ts';
import {
  CLASSES,
  party,
  type Passenger,
  type Pclass,
  type Port,
  type Sex
} from './titanic-party.ts';

export interface TitanicRow {
  PassengerId: number;
  Survived: number;
  Pclass: Pclass;
  Name: string;
  Sex: Sex;
  Age: number | null;
  SibSp: number;
  Parch: number;
  Ticket: string;
  Fare: number;
  Cabin: string | null;
  Embarked: Port | null;
}

const COLUMNS: Columns<TitanicRow> = {
  PassengerId: integer,
  Survived: integer,
  Pclass: integer,
  Name: quoted,
  Sex: text,
  Age: optional(integer),
  SibSp: integer,
  Parch: integer,
  Ticket: text,
  Fare: integer,
  Cabin: optional(text),
  Embarked: optional(text)
};

/** Aboard were more than the table holds: who is left out leaves families with gaps, as in the competition. */
const ABOARD = 1309;

/** Passengers of an invented crossing. */
export function titanicRows(numRows: number, random: Random): TitanicRow[] {
  const aboard: Passenger[] = [];
  while (aboard.length < Math.max(ABOARD, numRows)) aboard.push(...party(random));
  for (let i = aboard.length - 1; i > 0; --i) {
    const j = integerUpTo(random, i + 1);
    [aboard[i], aboard[j]] = [aboard[j]!, aboard[i]!];
  }
  const rows = aboard
    .slice(0, numRows)
    .map((passenger, i) => ({ PassengerId: i + 1, ...record(random, passenger) }));
  // two ladies of the first class, of whom nobody noted where they came aboard
  const ladies = rows.filter(row => row.Pclass === 1 && row.Sex === 'female' && row.Survived === 1);
  for (const lady of ladies.slice(0, 2)) lady.Embarked = null;
  return rows;
}

export const titanicCsv = (rows: readonly TitanicRow[]): string => toCsv(COLUMNS, rows);

function record(random: Random, passenger: Passenger): Omit<TitanicRow, 'PassengerId'> {
  const { pclass, name, sex, age, sibSp, parch, ticket, fare, cabin, port } = passenger;
  const survived = chance(random, logistic(survivalLogit(passenger)));
  // the ages of the lost were harder to find out
  const lacksAge = CLASSES[pclass].lacksAge * (survived ? 0.8 : 1.1);
  return {
    Survived: survived ? 1 : 0,
    Pclass: pclass,
    Name: name,
    Sex: sex,
    Age: age >= 13 && chance(random, lacksAge) ? null : age,
    SibSp: sibSp,
    Parch: parch,
    Ticket: ticket,
    Fare: fare,
    Cabin: cabin,
    Embarked: port
  };
}

/** Women and children first, by class; large families stayed together below. */
function survivalLogit({ pclass, sex, age, sibSp, parch, port }: Passenger): number {
  const isWoman = sex === 'female';
  let logit = { 1: -0.65, 2: -1.85, 3: -2.2 }[pclass];
  if (isWoman) logit += pclass === 3 ? 2.5 : 4.2;
  if (age < 13) logit += pclass === 3 ? 1.5 : 3.5;
  logit -= 0.03 * (age - 30);
  if (sibSp + parch > 3) logit -= 2;
  if (port === 'C') logit += 0.4;
  return logit;
}
