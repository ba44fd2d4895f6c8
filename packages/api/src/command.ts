import { type CommandSpec, type OptionSpec, refuseValue, wholeNumber } from '@espalier/cli';
import { auditVerifyCommand } from './audit-command.ts';
import { readOrigin } from './cors.ts';
import {
  type CanaryOption,
  DISALLOWED_INTENTS,
  LOG_LEVELS,
  type ServeOptions
} from './serve-options.ts';

const MODELS: readonly OptionSpec[] = [
  {
    flags: '--bundle <folder>',
    description:
      'bundle or folder of rules to serve; repeatable, the first also answers at the root',
    default: ['artifacts'],
    repeats: true
  },
  {
    flags: '--canary <folder=share>',
    description: 'second version of a model that receives a share of its requests: DIR=5%',
    parse: readCanary
  },
  {
    flags: '--canary-column <name>',
    description: 'field whose value selects the version; the request id by default'
  },
  {
    flags: '--shadow <folder>',
    description: 'version of a model that scores the same rows for comparison only'
  },
  { flags: '--watch', description: 'reload a model when its files change', default: false },
  {
    flags: '--watch-ms <number>',
    description: 'interval of --watch in milliseconds',
    default: 2000,
    parse: wholeNumber(50)
  },
  {
    flags: '--disallowed-intent <text>',
    description: 'phrase that blocks a request to a rule model, or MODEL=PHRASE; repeatable',
    default: DISALLOWED_INTENTS,
    repeats: true
  }
];

const NETWORK: readonly OptionSpec[] = [
  {
    flags: '--port <number>',
    description: 'port to listen on; 0 picks a free one',
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
    description: 'number of worker processes',
    default: 1,
    parse: wholeNumber(1, 256)
  },
  {
    flags: '--request-timeout-ms <number>',
    description: 'time limit for receiving a request',
    default: 30_000,
    parse: wholeNumber(100)
  },
  {
    flags: '--keep-alive-ms <number>',
    description:
      'time before an idle connection is closed; longer than that of the load balancer in front',
    default: 65_000,
    parse: wholeNumber(1, 86_400_000)
  },
  {
    flags: '--cors-origin <origin>',
    description:
      'origin whose pages may call this server from a browser, or * for all; repeatable, none by default',
    repeats: true,
    parse: parseOrigin
  },
  {
    flags: '--write-timeout-ms <number>',
    description: 'time after which a client that does not read its response is disconnected',
    default: 30_000,
    parse: wholeNumber(100)
  },
  {
    flags: '--shutdown-delay-ms <number>',
    description:
      'time between reporting "not ready" and closing the port, for load balancers to notice',
    default: 0,
    parse: wholeNumber(0)
  }
];

const LIMITS: readonly OptionSpec[] = [
  {
    flags: '--max-rows <number>',
    description: 'maximum number of rows in a request',
    default: 10_000,
    parse: wholeNumber(1)
  },
  {
    flags: '--max-explain-rows <number>',
    description: 'maximum number of rows in a request that asks for reasons',
    default: 10_000,
    parse: wholeNumber(1)
  },
  {
    flags: '--max-body-bytes <number>',
    description: 'maximum size of a request body',
    default: 10_485_760,
    parse: wholeNumber(1)
  },
  {
    flags: '--max-held-bytes <number>',
    description:
      'maximum size of all bodies that wait and responses that clients have not read; further requests get 503',
    default: 134_217_728,
    parse: wholeNumber(1)
  },
  {
    flags: '--max-wait-ms <number>',
    description:
      'longest expected wait of a small request behind others (of a large one: three times its own time); beyond it requests get 503',
    default: 500,
    parse: wholeNumber(1)
  },
  {
    flags: '--max-waiting <number>',
    description: 'maximum number of waiting requests; further ones get 503',
    default: 1024,
    parse: wholeNumber(1)
  }
];

const MONITOR: readonly OptionSpec[] = [
  {
    flags: '--metrics-history <file>',
    description: 'metrics history (JSON Lines) that POST /monitor uses when its body is empty'
  },
  {
    flags: '--drift-report <file>',
    description: 'drift report that POST /monitor uses when its body is empty'
  }
];

const SINKS: readonly OptionSpec[] = [
  {
    flags: '--audit-dir <folder>',
    description: 'folder for audit.jsonl',
    default: 'audit_logs'
  },
  {
    flags: '--audit-required',
    description:
      'refuse to start without a writable audit log, and be not ready (/readyz) while lines are lost',
    default: false
  },
  {
    flags: '--audit-durability <level>',
    description: 'whether a response waits until its audit line is written, or synced to disk',
    default: 'write',
    choices: ['write', 'sync']
  },
  {
    flags: '--log-level <level>',
    description: 'lowest level to log',
    default: 'info',
    choices: LOG_LEVELS,
    also: ['LOG_LEVEL']
  }
];

export const serveCommand: CommandSpec<ServeOptions> = {
  name: 'serve',
  summary: 'Serve predictions over HTTP from bundles that train wrote, or from rules.',
  prefix: 'ESPALIER',
  options: [...MODELS, ...NETWORK, ...LIMITS, ...MONITOR, ...SINKS],
  examples: [
    ['serve', 'the bundle in artifacts/ on port 8000'],
    ['serve --bundle models/churn --bundle data/risk_triad', 'two models, churn at the root'],
    ['serve --bundle a --canary b=5% --watch', 'b receives every twentieth request'],
    ['serve audit verify audit_logs/audit.jsonl', 'check that no audit line was changed or removed']
  ],
  subcommands: [auditVerifyCommand],
  exits: [[130, 'ended by Ctrl-C; SIGTERM ends with 0']],
  async run(options, io) {
    const { serve } = await import('./server.ts');
    return serve(options, io);
  }
};

function parseOrigin(text: string): string {
  const origin = readOrigin(text);
  if (origin === undefined)
    throw refuseValue('expected an origin such as https://app.example.org, without a path, or *');
  return origin;
}

function readCanary(text: string): CanaryOption {
  const [, folder, percent] = /^(.+)=(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  const share = Number(percent) / 100;
  if (folder === undefined || !(share >= 0 && share <= 1))
    throw refuseValue('expected a folder and a percentage, for example models/b=5%');
  return { folder, share };
}
