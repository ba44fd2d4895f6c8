import type { Random } from '../../packages/core/src/random.ts';
import { type Columns, integer, toCsv } from './csv.ts';
import { chance, integerUpTo, uniform } from './draw.ts';

export interface LoanRow {
  loan_id: number;
  no_of_dependents: number;
  education: 'Graduate' | 'Not Graduate';
  self_employed: 'Yes' | 'No';
  income_annum: number;
  loan_amount: number;
  loan_term: number;
  cibil_score: number;
  residential_assets_value: number;
  commercial_assets_value: number;
  luxury_assets_value: number;
  bank_asset_value: number;
  loan_status: 'Approved' | 'Rejected';
}

/** Money comes in steps of a hundred thousand. */
const STEP = 100_000;

/** The published table has a space before every text, and before every name but the first. */
const spaced = (value: string): string => ` ${value}`;

const COLUMNS: Columns<LoanRow> = {
  loan_id: integer,
  no_of_dependents: integer,
  education: spaced,
  self_employed: spaced,
  income_annum: integer,
  loan_amount: integer,
  loan_term: integer,
  cibil_score: integer,
  residential_assets_value: integer,
  commercial_assets_value: integer,
  luxury_assets_value: integer,
  bank_asset_value: integer,
  loan_status: spaced
};

export function loanRows(numRows: number, random: Random): LoanRow[] {
  return Array.from({ length: numRows }, (_, i) => loanRow(i + 1, random));
}

export const loanCsv = (rows: readonly LoanRow[]): string =>
  toCsv(COLUMNS, rows, { headerSeparator: ', ', eol: '\r\n' });

function loanRow(id: number, random: Random): LoanRow {
  const income = (2 + integerUpTo(random, 98)) * STEP;
  const ofIncome = (low: number, high: number): number =>
    Math.floor((income * uniform(random, low, high)) / STEP) * STEP;
  const application = {
    loan_id: id,
    no_of_dependents: integerUpTo(random, 6),
    education: chance(random, 0.5) ? ('Graduate' as const) : ('Not Graduate' as const),
    self_employed: chance(random, 0.5) ? ('Yes' as const) : ('No' as const),
    income_annum: income,
    loan_amount: Math.max(3 * STEP, ofIncome(2, 4)),
    loan_term: 2 + 2 * integerUpTo(random, 10),
    cibil_score: 300 + integerUpTo(random, 601),
    // a few mortgages are under water
    residential_assets_value: chance(random, 0.0065) ? -STEP : ofIncome(0, 3),
    commercial_assets_value: ofIncome(0, 2),
    luxury_assets_value: Math.max(3 * STEP, ofIncome(2, 4)),
    bank_asset_value: ofIncome(0.45, 1.5)
  };
  const isApproved = isSound(application) !== chance(random, 0.0015);
  return { ...application, loan_status: isApproved ? 'Approved' : 'Rejected' };
}

/** A good score is enough, unless the loan is long and steep; a poor one only for a short loan. */
function isSound(row: Omit<LoanRow, 'loan_status'>): boolean {
  const ratio = row.loan_amount / row.income_annum;
  if (row.cibil_score >= 548) return !(ratio > 3.9 && row.loan_term >= 18);
  return row.loan_term <= 4 && ratio >= 2.9;
}
