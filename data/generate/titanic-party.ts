import { normal, type Random } from '../../packages/core/src/random.ts';
import { chance, clamp, integerUpTo, pick, pickOne, roundTo } from './draw.ts';

export type Pclass = 1 | 2 | 3;
export type Sex = 'male' | 'female';
export type Port = 'S' | 'C' | 'Q';

export interface Passenger {
  readonly pclass: Pclass;
  readonly name: string;
  readonly sex: Sex;
  readonly age: number;
  readonly sibSp: number;
  readonly parch: number;
  readonly ticket: string;
  readonly fare: number;
  readonly cabin: string | null;
  readonly port: Port;
}

type PartyKind = 'man' | 'woman' | 'couple' | 'siblings' | 'family' | 'parent';

interface ClassTraits {
  readonly kinds: Readonly<Record<PartyKind, number>>;
  readonly children: readonly number[];
  readonly adultAge: number;
  readonly ports: Readonly<Record<Port, number>>;
  /** Pence for a grown-up's place: the middle and the spread of its logarithm. */
  readonly pence: number;
  readonly spread: number;
  readonly hasCabin: number;
  readonly lacksAge: number;
}

const CLASS_SHARES = { '1': 0.215, '2': 0.2, '3': 0.585 };

export const CLASSES: Record<Pclass, ClassTraits> = {
  1: {
    kinds: { man: 0.49, woman: 0.18, couple: 0.22, siblings: 0.04, family: 0.04, parent: 0.03 },
    children: [1, 1, 1, 2, 2, 3],
    adultAge: 39,
    ports: { S: 0.6, C: 0.38, Q: 0.02 },
    pence: 8200,
    spread: 0.55,
    hasCabin: 0.82,
    lacksAge: 0.16
  },
  2: {
    kinds: { man: 0.57, woman: 0.18, couple: 0.13, siblings: 0.04, family: 0.06, parent: 0.02 },
    children: [1, 1, 2, 2, 3],
    adultAge: 31,
    ports: { S: 0.88, C: 0.1, Q: 0.02 },
    pence: 3120,
    spread: 0.18,
    hasCabin: 0.09,
    lacksAge: 0.06
  },
  3: {
    kinds: { man: 0.72, woman: 0.16, couple: 0.04, siblings: 0.03, family: 0.03, parent: 0.02 },
    children: [1, 1, 2, 2, 3, 4, 6],
    adultAge: 27,
    ports: { S: 0.73, C: 0.13, Q: 0.14 },
    pence: 1880,
    spread: 0.08,
    hasCabin: 0.025,
    lacksAge: 0.31
  }
};

const SURNAME_HEADS = (
  'Alder Ash Barrow Beck Birch Bram Brad Cald Carl Clay Corn Dal Dray Eld Fair Farn Garth Gren Hal Hart ' +
  'Hazel Holm Kel Kirk Lang Lind Mar Mill Nor Oak Pem Quin Rad Ros Sel Stan Thorn Thur Wal Wex'
).split(' ');
const SURNAME_TAILS = (
  'aker berg bourne bury by combe croft dale den feld ford gate ham hurst ley low man mere ridge sen shaw ' +
  'stad strom ton wick worth'
).split(' ');
const MEN = (
  'Abel Albin Anders August Basil Cecil Clement Conrad Cyril Duncan Edgar Edwin Emil Ernest Felix Godfrey Gustav ' +
  'Herbert Hugo Isaac Jasper Josef Karl Leonard Lionel Magnus Martin Nils Oscar Patrick Percy Ralph Rupert ' +
  'Samuel Silas Stefan Theodor Victor Walter Wilfred'
).split(' ');
const WOMEN = (
  'Ada Adele Agnes Alma Amelia Beatrice Berta Bridget Cecilia Clara Cora Dagmar Delia Edith Elin Elsa Esther ' +
  'Florence Frida Greta Hanna Hilda Ida Ingrid Irene Johanna Katrina Lena Lydia Mabel Maria Marta Nora Olga ' +
  'Phoebe Rosa Selma Signe Theresa Winifred'
).split(' ');

interface Member {
  readonly sex: Sex;
  readonly age: number;
  readonly title: string;
  readonly given: string;
  readonly sibSp: number;
  readonly parch: number;
}

/** People who travel on one ticket: the same class, surname, port, cabin and fare. */
export function party(random: Random): Passenger[] {
  const pclass = Number(pick(random, CLASS_SHARES)) as Pclass;
  const traits = CLASSES[pclass];
  const members = membersOf(random, traits);
  const surname = pickOne(random, SURNAME_HEADS) + pickOne(random, SURNAME_TAILS);
  const port = pick(random, traits.ports);
  const ticket = ticketOf(random, pclass);
  const cabin = chance(random, traits.hasCabin) ? cabinOf(random, pclass) : null;
  const place = traits.pence * Math.exp(traits.spread * normal(random));
  const heads = members.reduce((sum, { age }) => sum + (age < 12 ? 0.55 : 1), 0);
  // whole pence, 240 to the pound: hence the four decimals
  const pence = Math.round(place * heads * (port === 'C' && pclass === 1 ? 1.25 : 1));
  return members.map(member => ({
    pclass,
    name: `${surname}, ${member.title}. ${member.given}`,
    sex: member.sex,
    age: member.age,
    sibSp: member.sibSp,
    parch: member.parch,
    ticket,
    fare: roundTo(pence / 240, 10_000),
    cabin,
    port
  }));
}

function membersOf(random: Random, traits: ClassTraits): Member[] {
  const kind = pick(random, traits.kinds);
  const grown = (sex: Sex): number =>
    clamp(
      Math.round(traits.adultAge + (sex === 'female' ? -1 : 0) + 11.5 * normal(random)),
      15,
      80
    );
  if (kind === 'man') return [man(random, grown('male'), 0, 0)];
  if (kind === 'woman') return [woman(random, grown('female'), 0, 0)];
  if (kind === 'siblings') {
    const n = chance(random, 0.3) ? 3 : 2;
    return Array.from({ length: n }, () =>
      chance(random, 0.6)
        ? man(random, grown('male'), n - 1, 0)
        : woman(random, grown('female'), n - 1, 0)
    );
  }
  const numChildren = kind === 'couple' ? 0 : pickOne(random, traits.children);
  const fatherAge = Math.max(20, grown('male'));
  const husband = man(random, fatherAge, kind === 'parent' ? 0 : 1, numChildren);
  const motherAge = clamp(fatherAge - 3 + Math.round(4 * normal(random)), 18, 70);
  const wife: Member = {
    ...woman(random, motherAge, kind === 'parent' ? 0 : 1, numChildren),
    title: 'Mrs',
    given: `${husband.given} (${givenNames(random, WOMEN)})`
  };
  const numParents = kind === 'parent' ? 1 : 2;
  const children = Array.from({ length: numChildren }, () => {
    const age = childAge(random, motherAge);
    return chance(random, 0.5)
      ? man(random, age, numChildren - 1, numParents)
      : woman(random, age, numChildren - 1, numParents);
  });
  if (kind === 'parent') return [chance(random, 0.8) ? wife : husband, ...children];
  return [husband, wife, ...children];
}

/** Infants are counted in twelfths of a year. */
function childAge(random: Random, motherAge: number): number {
  const months = Math.floor(random() * 12 * clamp(motherAge - 17, 1, 17));
  return months < 12 ? roundTo(Math.max(1, months) / 12, 100) : Math.floor(months / 12);
}

function man(random: Random, age: number, sibSp: number, parch: number): Member {
  const rank = chance(random, 0.03) ? pickOne(random, ['Dr', 'Rev', 'Major', 'Col']) : 'Mr';
  const title = age < 13 ? 'Master' : age > 25 ? rank : 'Mr';
  return { sex: 'male', age, title, given: givenNames(random, MEN), sibSp, parch };
}

function woman(random: Random, age: number, sibSp: number, parch: number): Member {
  const title = age > 22 && chance(random, 0.3) ? 'Mrs' : 'Miss';
  return { sex: 'female', age, title, given: givenNames(random, WOMEN), sibSp, parch };
}

function givenNames(random: Random, names: readonly string[]): string {
  const first = pickOne(random, names);
  return chance(random, 0.55) ? `${first} ${pickOne(random, names)}` : first;
}

function ticketOf(random: Random, pclass: Pclass): string {
  const digits = String(pclass * 100_000 + integerUpTo(random, 90_000));
  if (chance(random, 0.75)) return digits;
  return `${pickOne(random, ['L.C.', 'N/B 3.', 'EX', 'R.O.T/L', 'V.M.', 'T/Q. 7'])} ${digits.slice(1)}`;
}

function cabinOf(random: Random, pclass: Pclass): string {
  const deck = pickOne(
    random,
    pclass === 1 ? ['A', 'B', 'B', 'C', 'C', 'D', 'E'] : ['D', 'E', 'F', 'G']
  );
  const number = 2 + integerUpTo(random, 120);
  return pclass === 1 && chance(random, 0.08)
    ? `${deck}${number} ${deck}${number + 2}`
    : `${deck}${number}`;
}
