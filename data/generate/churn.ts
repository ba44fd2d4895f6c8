import { normal, type Random } from '../../packages/core/src/random.ts';
import { type Columns, float, integer, text, toCsv } from './csv.ts';
import { beta, chance, clamp, gamma, logistic, pick, poisson, roundTo } from './draw.ts';

export type Plan = 'Basic' | 'Standard' | 'Pro';
export type YesNo = 'Yes' | 'No';

export interface ChurnRow {
  plan_type: Plan;
  contract_type: 'Monthly' | 'Annual';
  autopay: YesNo;
  is_promo_user: YesNo;
  add_on_count: number;
  tenure_months: number;
  monthly_usage_gb: number;
  avg_latency_ms: number;
  support_tickets_30d: number;
  discount_pct: number;
  payment_failures_90d: number;
  downtime_hours_30d: number;
  churned: number;
}

/** A worse network: latency goes up by so many ms, downtime by so much a factor. */
export interface ChurnShift {
  readonly latencyMs: number;
  readonly downtimeFactor: number;
}

export const CHURN_STEADY: ChurnShift = { latencyMs: 0, downtimeFactor: 1 };
export const CHURN_SHIFTED: ChurnShift = { latencyMs: 23, downtimeFactor: 1.55 };

interface PlanTraits {
  readonly annual: number;
  readonly usageGb: number;
  readonly addOns: number;
  readonly churn: number;
}

const PLANS: Record<Plan, PlanTraits> = {
  Basic: { annual: 0.22, usageGb: 122, addOns: 0.95, churn: 0 },
  Standard: { annual: 0.3, usageGb: 133, addOns: 1.15, churn: -0.8 },
  Pro: { annual: 0.38, usageGb: 147, addOns: 1.4, churn: -2.3 }
};

const COLUMNS: Columns<ChurnRow> = {
  plan_type: text,
  contract_type: text,
  autopay: text,
  is_promo_user: text,
  add_on_count: integer,
  tenure_months: integer,
  monthly_usage_gb: float,
  avg_latency_ms: float,
  support_tickets_30d: integer,
  discount_pct: float,
  payment_failures_90d: integer,
  downtime_hours_30d: float,
  churned: integer
};

/** Customers of a connectivity service, independent of each other. */
export function churnRows(numRows: number, random: Random, shift = CHURN_STEADY): ChurnRow[] {
  return Array.from({ length: numRows }, () => churnRow(random, shift));
}

export const churnCsv = (rows: readonly ChurnRow[]): string => toCsv(COLUMNS, rows);

function churnRow(random: Random, shift: ChurnShift): ChurnRow {
  const plan = pick(random, { Basic: 0.45, Standard: 0.4, Pro: 0.15 });
  const traits = PLANS[plan];
  const isAnnual = chance(random, traits.annual);
  const hasAutopay = chance(random, isAnnual ? 0.72 : 0.58);
  const isPromo = chance(random, isAnnual ? 0.18 : 0.27);
  // the state of the network where the customer lives: behind latency, downtime and tickets alike
  const strain = normal(random);
  const latency = 134.5 + 38 * (0.4 * strain + 0.917 * normal(random)) + shift.latencyMs;
  const downtime = gamma(random, 2, 0.67) * Math.exp(0.35 * strain) * shift.downtimeFactor;
  const mood = 0.5 * normal(random);
  const customer = {
    plan_type: plan,
    contract_type: isAnnual ? ('Annual' as const) : ('Monthly' as const),
    autopay: yesNo(hasAutopay),
    is_promo_user: yesNo(isPromo),
    add_on_count: Math.min(8, poisson(random, traits.addOns)),
    tenure_months: clamp(Math.round(gamma(random, 3, isAnnual ? 7.7 : 6.7)), 1, 84),
    monthly_usage_gb: clamp(roundTo(traits.usageGb + 49 * normal(random), 100), 1, 350),
    avg_latency_ms: clamp(roundTo(latency, 10), 50, 320),
    support_tickets_30d: Math.min(8, poisson(random, 0.65 * Math.exp(0.4 * strain))),
    discount_pct: roundTo(beta(random, 2, 5) * 54 + (isPromo ? 2.5 : 0), 10),
    payment_failures_90d: Math.min(4, poisson(random, hasAutopay ? 0.21 : 0.37)),
    downtime_hours_30d: clamp(roundTo(downtime, 100), 0, 20)
  };
  return { ...customer, churned: chance(random, logistic(churnLogit(customer) + mood)) ? 1 : 0 };
}

/** The log odds of leaving: a line in every column, and the five habits that no line can say. */
function churnLogit(row: Omit<ChurnRow, 'churned'>): number {
  const isMonthly = row.contract_type === 'Monthly';
  let logit = -3.38 + PLANS[row.plan_type].churn;
  if (isMonthly) logit += 1.4;
  if (row.autopay === 'No') logit += 1.15;
  if (row.is_promo_user === 'Yes') logit += 0.4;
  logit += -0.2 * row.add_on_count - 0.1 * (row.tenure_months - 20);
  logit += -0.042 * (row.monthly_usage_gb - 130) + 0.034 * (row.avg_latency_ms - 134);
  logit += 0.65 * row.support_tickets_30d - 0.06 * (row.discount_pct - 16);
  logit += 0.5 * row.payment_failures_90d + 0.85 * (row.downtime_hours_30d - 1.4);
  if (isMonthly && row.tenure_months < 6) logit += 0.8;
  if (row.avg_latency_ms > 160 && row.downtime_hours_30d > 2) logit += 0.9;
  if (row.autopay === 'No' && row.payment_failures_90d > 0) logit += 0.6;
  if (row.plan_type === 'Pro' && row.support_tickets_30d > 1) logit += 1.2;
  if (row.is_promo_user === 'Yes' && row.discount_pct > 28) logit += 1.3;
  return logit;
}

const yesNo = (is: boolean): YesNo => (is ? 'Yes' : 'No');
