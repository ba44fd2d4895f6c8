import { type CommandSpec, type OptionSpec, refuseValue, wholeNumber } from '@espalier/cli';
import { auditVerifyCommand } from './audit-command.ts';
import { DISALLOWED_INTENTS } from './contracts/triad.ts';
import { LOG_LEVELS } from './log.ts';
import { type CanaryOption, type ServeOptions } from './serve-options.ts';

const MODELS: readonly OptionSpec[] = [
  {
    flags: '--bundle <folder>',
    description: 'bundle or folder of rules to serve; may be given again, the first is at the root',
    default: ['artifacts'],
    repeats: true
  },
  {
    flags: '--canary <folder=share>',
    description: 'second version of a model, which answers a share of its requests: DIR=5%',
    parse: readCanary
  },
  {
    flags: '--canary-column <name>',
    description: 'field whose value decides which version answers; else the request id does'
  },
  {
    flags: '--shadow <folder>',
    description: 'version of a model that scores the same rows, is compared, and never answers'
  },
  { flags: '--watch', description: 'reload a model when its files change', default: false },
  {
    flags: '--watch-ms <number>',
    description: 'how often --watch looks',
    default: 2000,
    parse: wholeNumber(50)
  },
  {
    flags: '--disallowed-intent <text>',
    description: 'text that no input of a rule model may hold; may be given again',
    default: DISALLOWED_INTENTS,
    repeats: true
  }
];

const NETWORK: readonly OptionSpec[] = [
  {
    flags: '--port <number>',
    description: 'port to listen on; 0 takes a free one',
    default: 8000,
    parse: wholeNumber(0, 65535),
    also: ['PORT']
  },
  {
    flags: '--host <address>',
    description: 'address to listen on',
    default: '127.0.0.1',
    also: ['HOST']
  },
  {
    flags: '--workers <number>',
    description: 'processes that answer',
    default: 1,
    parse: wholeNumber(1, 256)
  },
  {
    flags: '--request-timeout-ms <number>',
    description: 'longest time a request may take to arrive',
    default: 30_000,
    parse: wholeNumber(100)
  },
  {
    flags: '--shutdown-delay-ms <number>',
    description: 'time between "not ready" and the end of listening, for load balancers to see it',
    default: 0,
    parse: wholeNumber(0)
  }
];

const LIMITS: readonly OptionSpec[] = [
  {
    flags: '--max-rows <number>',
    description: 'most rows of one request',
    default: 10_000,
    parse: wholeNumber(1)
  },
  {
    flags: '--max-body-bytes <number>',
    description: 'largest body of one request',
    default: 10_485_760,
    parse: wholeNumber(1)
  },
  {
    flags: '--max-wait-ms <number>',
    description: 'longest time a request may have to wait for the processor; more are answered 503',
    default: 500,
    parse: wholeNumber(1)
  },
  {
    flags: '--max-waiting <number>',
    description: 'most requests that wait; more are answered 503',
    default: 1024,
    parse: wholeNumber(1)
  }
];

const MONITOR: readonly OptionSpec[] = [
  {
    flags: '--metrics-history <file>',
    description: 'points that POST /monitor plans from when its body is empty, JSON Lines'
  },
  {
    flags: '--drift-report <file>',
    description: 'drift report that POST /monitor plans from when its body is empty'
  }
];

const SINKS: readonly OptionSpec[] = [
  {
    flags: '--audit-dir <folder>',
    description: 'folder of audit.jsonl',
    default: 'audit_logs'
  },
  {
    flags: '--audit-durability <level>',
    description: 'what an answer waits for: its audit line written, or on the disk',
    default: 'write',
    choices: ['write', 'sync']
  },
  {
    flags: '--log-level <level>',
    description: 'least severe log line to write',
    default: 'info',
    choices: LOG_LEVELS,
    also: ['LOG_LEVEL']
  }
];

export const serveCommand: CommandSpec<ServeOptions> = {
  name: 'serve',
  summary: 'Answer predictions over HTTP with bundles that train wrote, or with rules.',
  prefix: 'ESPALIER',
  options: [...MODELS, ...NETWORK, ...LIMITS, ...MONITOR, ...SINKS],
  examples: [
    ['serve', 'the bundle in artifacts/ on port 8000'],
    ['serve --bundle models/churn --bundle data/risk_triad', 'two models, churn at the root'],
    ['serve --bundle a --canary b=5% --watch', 'every twentieth request is answered by b'],
    ['serve audit verify audit_logs/audit.jsonl', 'was a line of the audit changed or removed?']
  ],
  subcommands: [auditVerifyCommand],
  exits: [[130, 'ended by Ctrl-C; SIGTERM ends with 0']],
  async run(options, io) {
    const { serve } = await import('./server.ts');
    return serve(options, io);
  }
};

function readCanary(text: string): CanaryOption {
  const [, folder, percent] = /^(.+)=(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  const share = Number(percent) / 100;
  if (folder === undefined || !(share >= 0 && share <= 1))
    throw refuseValue('expected a folder and a share, like models/b=5%');
  return { folder, share };
}
