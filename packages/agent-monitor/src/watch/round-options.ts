import { numberOver, type OptionSpec, refuseValue } from '@espalier/cli';
import { parseTime } from '@espalier/core/names';

/** The present of a replay, so that an old history can be planned from as it was. */
export const NOW_OPTION: OptionSpec = {
  flags: '--now <time>',
  description: 'take this time for the present: later points are left out (default: the clock)',
  parse(text) {
    const found = parseTime(text);
    if (found === undefined)
      throw refuseValue('expected a time like 2026-08-01 or 2026-08-01T12:00:00Z');
    return found / 1000;
  }
};

/** Options shared by a plain run and `watch`. */
export const ROUND_OPTIONS: readonly OptionSpec[] = [
  { flags: '--metrics <file>', description: 'metrics history: JSON Lines, one point per line' },
  {
    flags: '--drift <file>',
    description: 'drift report: JSON, as written by drift',
    required: true
  },
  {
    flags: '--out <file>',
    description: 'file to write the plan to, as YAML',
    default: 'artifacts/agent_plan.yaml'
  },
  {
    flags: '--policy <file>',
    description: 'policy file (YAML) that overrides the built-in limits'
  },
  {
    flags: '--prometheus <url>',
    description:
      'base URL of Prometheus: run the queries of the policy, with --metrics or instead of it; sends ESPALIER_PROMETHEUS_TOKEN'
  },
  {
    flags: '--live <url>',
    description:
      'URL of /metrics of a server: its present latency and error rate; sends ESPALIER_ADMIN_TOKEN'
  },
  { flags: '--audit <file>', description: 'audit log of a server: hourly latency and error rate' },
  {
    flags: '--dry-run',
    description: 'print the command for each action; execute nothing',
    default: false
  },
  { flags: '--journal <file>', description: 'append each decision to this file as a line of JSON' },
  {
    flags: '--bundle <folder>',
    description: 'served bundle, for the commands of --dry-run',
    default: 'artifacts'
  },
  { flags: '--data <file>', description: 'training table, for the commands of --dry-run' },
  {
    flags: '--llm',
    description:
      'let a language model word the rationale and rank the hypotheses, and nothing else; needs ESPALIER_LLM_BASE_URL, ESPALIER_LLM_MODEL and perhaps ESPALIER_LLM_API_KEY',
    default: false
  },
  {
    flags: '--llm-timeout <seconds>',
    description: 'timeout of --llm; after it the built-in rationale is kept',
    parse: numberOver(0),
    default: 20
  }
];
