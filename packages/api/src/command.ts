import { type CommandSpec, wholeNumber } from '@espalier/cli';
import { type ServeOptions } from './server.ts';

export const serveCommand: CommandSpec<ServeOptions> = {
  name: 'serve',
  summary: 'Answer predictions over HTTP with a bundle that train wrote.',
  prefix: 'ESPALIER',
  options: [
    { flags: '--bundle <folder>', description: 'bundle to serve', default: 'artifacts' },
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
      flags: '--log-level <level>',
      description: 'least severe log line to write',
      default: 'info',
      choices: ['debug', 'info', 'warn', 'error', 'silent'],
      also: ['LOG_LEVEL']
    },
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
    }
  ],
  examples: [
    ['serve', 'the bundle in artifacts/ on port 8000'],
    ['serve --bundle models/churn --port 5000', 'another bundle, another port']
  ],
  exits: [[130, 'ended by Ctrl-C; SIGTERM ends with 0']],
  async run(options, io) {
    const { serve } = await import('./server.ts');
    return serve(options, io);
  }
};
