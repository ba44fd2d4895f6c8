import type { Person } from './adult-person.ts';
import type { ChurnRow } from './churn.ts';
import type { LoanRow } from './loan.ts';

const CHURN: Omit<ChurnRow, 'churned'>[] = [
  {
    plan_type: 'Standard',
    contract_type: 'Annual',
    autopay: 'Yes',
    is_promo_user: 'No',
    add_on_count: 2,
    tenure_months: 26,
    monthly_usage_gb: 158.4,
    avg_latency_ms: 112.5,
    support_tickets_30d: 0,
    discount_pct: 14.5,
    payment_failures_90d: 0,
    downtime_hours_30d: 0.6
  },
  {
    plan_type: 'Basic',
    contract_type: 'Monthly',
    autopay: 'No',
    is_promo_user: 'Yes',
    add_on_count: 0,
    tenure_months: 3,
    monthly_usage_gb: 64.2,
    avg_latency_ms: 187,
    support_tickets_30d: 2,
    discount_pct: 4,
    payment_failures_90d: 1,
    downtime_hours_30d: 2.75
  }
];

const ADULT: Person[] = [
  {
    age: 27,
    workclass: 'Private',
    education: 'Some-college',
    education_num: 10,
    marital_status: 'Never-married',
    occupation: 'Adm-clerical',
    relationship: 'Not-in-family',
    race: 'Black',
    sex: 'Female',
    capital_gain: 0,
    capital_loss: 0,
    hours_per_week: 38,
    native_country: 'United-States'
  },
  {
    age: 48,
    workclass: 'Self-emp-inc',
    education: 'Masters',
    education_num: 14,
    marital_status: 'Married-civ-spouse',
    occupation: 'Exec-managerial',
    relationship: 'Husband',
    race: 'White',
    sex: 'Male',
    capital_gain: 7500,
    capital_loss: 0,
    hours_per_week: 52,
    native_country: 'Canada'
  }
];

// a level that no table holds, as in the published request
const LOAN: Omit<LoanRow, 'loan_id' | 'loan_status' | 'education'> & { education: string } = {
  no_of_dependents: 1,
  education: 'Post Graduate',
  self_employed: 'No',
  income_annum: 7200000,
  loan_amount: 19500000,
  loan_term: 12,
  cibil_score: 731,
  residential_assets_value: 8100000,
  commercial_assets_value: 4200000,
  luxury_assets_value: 20100000,
  bank_asset_value: 6300000
};

/** Request bodies to try the API with. */
export const requestFiles = (): Record<string, string> => ({
  'churn_sample.json': json(CHURN),
  'adult_sample.json': json(ADULT),
  'loan_sample.json': json(LOAN)
});

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
