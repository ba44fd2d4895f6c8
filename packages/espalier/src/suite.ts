import type { Suite } from '@espalier/cli';

/** The programs of all packages. A further one is a row here. */
export const SUITE: Suite = {
  name: 'espalier',
  summary:
    'The whole life of a yes/no model: train on a table, serve, watch for drift, decide what to do.',
  commands: {
    infer: async () => (await import('@espalier/trainer/commands')).inferCommand,
    train: async () => (await import('@espalier/trainer/commands')).trainCommand,
    serve: async () => (await import('@espalier/api')).serveCommand,
    score: async () => (await import('@espalier/engine/commands')).scoreCommand,
    evaluate: async () => (await import('@espalier/engine/commands')).evaluateCommand,
    drift: async () => (await import('@espalier/drift/commands')).driftCommand,
    'agent-monitor': async () =>
      (await import('@espalier/agent-monitor/commands')).agentMonitorCommand
  }
};
