import type { AgentPlan } from '@espalier/core/contracts';
import { quote } from '../decide/quote.ts';

const WIDTH = 100;
/** Drops have two decimals, or more where these hide the side of a limit. */
const DROPS: readonly string[] = ['roc_auc_drop_pct', 'pr_auc_drop_pct'];

type Value = number | boolean | string | null | readonly string[];

/** The text of the plan file: one finding per line, plain actions, a folded rationale. */
export function toYaml(plan: AgentPlan): string {
  const findings = plan.findings.flatMap(finding =>
    Object.entries(finding).flatMap(([key, value]: [string, Value]) =>
      isLong(value)
        ? [`  - ${key}:`, ...value.map(text => `      - ${scalar(text)}`)]
        : [`  - ${key}: ${valueOf(key, value)}`]
    )
  );
  return [
    `status: ${plan.status}`,
    'findings:',
    ...findings,
    'actions:',
    ...plan.actions.map(action => `  - ${action}`),
    'rationale: >',
    ...wrap(plan.rationale, WIDTH - 2).map(line => `  ${line}`),
    ''
  ].join('\n');
}

/** Lists of sentences take one line per item. */
function isLong(value: Value): value is readonly string[] {
  return Array.isArray(value) && value.some(text => (text as string).includes(' '));
}

function valueOf(key: string, value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return DROPS.includes(key) ? showDrop(value) : String(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return scalar(value);
  return `[${value.map(scalar).join(', ')}]`;
}

function showDrop(value: number): string {
  const shown = value.toFixed(2);
  return Number(shown) === value ? shown : String(value);
}

/** Words that some YAML parsers do not read as strings. */
const RESERVED = /^(true|false|yes|no|on|off|y|n|null|nan|inf)$/i;

function scalar(text: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !RESERVED.test(text) ? text : quote(text);
}

/** Break at single spaces only: a folded block restores exactly those. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
