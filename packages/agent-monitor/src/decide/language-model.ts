import { EspalierError } from '@espalier/core';
import { schemaProblems } from '@espalier/core/contracts';
import { fetchText, isUrl } from '@espalier/core/files';
import { z } from 'zod';
import { HYPOTHESES, type Hypothesis } from './hypotheses.ts';
import { type Plan, toAgentPlan } from './plan.ts';

/** Any endpoint that speaks OpenAI's chat completions. */
export interface LanguageModel {
  /** Including the version: https://api.example.com/v1 */
  readonly baseUrl: string;
  readonly key: string | undefined;
  readonly model: string;
  readonly timeoutMs: number;
}

/**
 * The endpoint that the environment names: a key does not belong on a command line. Errors: E_USAGE when it names none.
 */
export function readModelSettings(
  env: Readonly<Record<string, string | undefined>>,
  timeoutSeconds: number
): LanguageModel {
  const baseUrl = env['ESPALIER_LLM_BASE_URL'] ?? '';
  const model = env['ESPALIER_LLM_MODEL'] ?? '';
  if (!isUrl(baseUrl) || model === '')
    throw new EspalierError(
      'E_USAGE',
      'Cannot use --llm: ESPALIER_LLM_BASE_URL or ESPALIER_LLM_MODEL is not set',
      'Set both (https://api.example.com/v1 and the name of a model), and ESPALIER_LLM_API_KEY if the endpoint needs one'
    );
  return {
    baseUrl,
    model,
    key: env['ESPALIER_LLM_API_KEY'] || undefined,
    timeoutMs: 1000 * timeoutSeconds
  };
}

const envelopeSchema = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({ content: z.string() }) })).min(1)
});

/** One paragraph of plain text: no markup, no control characters. */
const rationaleSchema = z
  .string()
  .trim()
  .min(20)
  .max(600)
  .regex(/^[^\p{Cc}\p{Cs}<>{}[\]|`]+$/u);

const answerSchema = z.strictObject({
  rationale: rationaleSchema,
  hypotheses: z
    .array(z.enum(Object.keys(HYPOTHESES) as [Hypothesis, ...Hypothesis[]]))
    .max(Object.keys(HYPOTHESES).length)
});

export interface RewriteResult {
  readonly plan: Plan;
  /** Why the built-in rationale was kept. */
  readonly failure?: string;
}

const SYSTEM = `You explain the decision of a monitoring program to the engineer on duty. The decision is made and is not yours to change: do not suggest other actions, another status or other numbers.
Answer with one JSON object and nothing else: {"rationale": "<one to three plain sentences, at most 600 characters, on what happened and why the actions fit>", "hypotheses": [<the given hypotheses, all of them, the likeliest first>]}`;

/**
 * Let a language model word the rationale and rank the hypotheses of a plan. It is sent the plan and its evidence, never rows,
 * and can change nothing else. On any failure the built-in rationale is kept.
 */
export async function rewritePlan(
  plan: Plan,
  model: LanguageModel,
  signal?: AbortSignal
): Promise<RewriteResult> {
  const { baseUrl, key, timeoutMs } = model;
  let text: string;
  try {
    text = await fetchText(`${baseUrl.replace(/\/+$/, '')}/chat/completions`, {
      method: 'POST',
      token: key,
      timeoutMs,
      body: buildRequest(plan, model),
      ...(signal === undefined ? {} : { signal })
    });
  } catch (error) {
    return { plan, failure: error instanceof Error ? error.message : 'it cannot be reached' };
  }
  return readAnswer(plan, text);
}

/** The request body: findings, evidence, actions. Equal plans give equal requests. */
export function buildRequest(plan: Plan, { model }: Pick<LanguageModel, 'model'>): object {
  const { status, findings, actions } = toAgentPlan(plan);
  const facts = {
    status,
    findings,
    actions: plan.actions.map(({ do: name, because }) => ({ do: name, because })),
    hypotheses: Object.fromEntries(plan.hypotheses.map(name => [name, HYPOTHESES[name]]))
  };
  return {
    model,
    temperature: 0,
    seed: 0,
    max_tokens: 500,
    response_format: { type: 'json_object' },
    messages: [
      { role: 'system', content: SYSTEM },
      { role: 'user', content: JSON.stringify({ ...facts, decided: actions }) }
    ]
  };
}

function readAnswer(plan: Plan, text: string): RewriteResult {
  const envelope = envelopeSchema.safeParse(parseJson(text));
  if (!envelope.success) return { plan, failure: 'its answer is not a chat completion' };
  const answer = answerSchema.safeParse(parseJson(envelope.data.choices[0]!.message.content), {
    reportInput: true
  });
  if (!answer.success) {
    const [first] = schemaProblems(answerSchema, answer.error);
    const where = [first?.field, first?.problem].filter(part => part !== undefined).join(': ');
    return { plan, failure: `its answer does not have the requested form (${where})` };
  }
  const { rationale, hypotheses } = answer.data;
  const isRanking =
    hypotheses.length === plan.hypotheses.length &&
    new Set(hypotheses).size === hypotheses.length &&
    hypotheses.every(name => plan.hypotheses.includes(name));
  if (!isRanking) return { plan, failure: 'it does not rank the given hypotheses' };
  const unknown = numbersIn(rationale).find(number => !isKnown(number, plan));
  if (unknown !== undefined)
    return { plan, failure: 'its text contains a number that is not in the evidence' };
  return { plan: { ...plan, rationale: rationale.replace(/\s+/g, ' '), hypotheses } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function numbersIn(text: string): string[] {
  return text.match(/\d+(?:\.\d+)?/g) ?? [];
}

/** Is a number in the plan, perhaps with more digits? Integers up to 10 always pass. */
function isKnown(text: string, plan: Plan): boolean {
  const number = Number(text);
  if (Number.isInteger(number) && number <= 10) return true;
  const facts = `${JSON.stringify(toAgentPlan(plan))} ${plan.actions.map(({ because }) => because).join(' ')}`;
  const digits = text.split('.')[1]?.length ?? 0;
  return numbersIn(facts).some(
    known => Number(known).toFixed(digits) === number.toFixed(digits) || Number(known) === number
  );
}
