import { duration, type OptionSpec, wholeNumber } from './options.ts';

/** The options of a command that works round by round; `subject` is whose metrics it serves. */
export function watchOptions(everySeconds: number, subject: string): readonly OptionSpec[] {
  return [
    {
      flags: '--every <duration>',
      description: 'interval between rounds: 30s, 5m, 2h; varied at random by up to 10%',
      parse: duration,
      default: everySeconds
    },
    {
      flags: '--port <number>',
      description: `serve /metrics and /healthz of ${subject} on this port; 0 picks a free one`,
      parse: wholeNumber(0, 65_535)
    },
    { flags: '--host <address>', description: 'address to listen on', default: '127.0.0.1' }
  ];
}
