import { numberOver, type OptionSpec } from '@espalier/cli';

/** The options of a round, alone or watched. */
export const ROUND_OPTIONS: readonly OptionSpec[] = [
  { flags: '--metrics <file>', description: 'metrics history: JSONL, a point a line' },
  {
    flags: '--drift <file>',
    description: 'drift report: JSON, as drift writes it',
    required: true
  },
  {
    flags: '--out <file>',
    description: 'where the plan goes, as YAML',
    default: 'artifacts/agent_plan.yaml'
  },
  { flags: '--policy <file>', description: 'other limits than the built-in ones, as YAML' },
  {
    flags: '--prometheus <url>',
    description:
      "Prometheus: the policy's queries add their points to the history, or are it; ESPALIER_PROMETHEUS_TOKEN is sent"
  },
  {
    flags: '--live <url>',
    description: "a server's /metrics: its latency and errors now; ESPALIER_ADMIN_TOKEN is sent"
  },
  { flags: '--audit <file>', description: "a server's audit log: latency and errors by the hour" },
  {
    flags: '--dry-run',
    description: 'print for each action the command that a person would run',
    default: false
  },
  { flags: '--journal <file>', description: 'append each decision as a line of JSON' },
  {
    flags: '--bundle <folder>',
    description: 'the bundle that is served, for the commands of --dry-run',
    default: 'artifacts'
  },
  { flags: '--data <file>', description: 'the table to train on, for the commands of --dry-run' },
  {
    flags: '--llm',
    description:
      'let a language model word the rationale and rank the hypotheses, and nothing else; ESPALIER_LLM_BASE_URL, ESPALIER_LLM_API_KEY and ESPALIER_LLM_MODEL say which',
    default: false
  },
  {
    flags: '--llm-timeout <seconds>',
    description: "how long it may take until the rules' own text stands",
    parse: numberOver(0),
    default: 20
  }
];
