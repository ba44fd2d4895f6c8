export { processIo, runProcess } from './cli.ts';
export { type CommandSpec, type CommonOptions, createCommand } from './command.ts';
export { type Io, type Output } from './io.ts';
export {
  addOption,
  duration,
  numberOver,
  type OptionSpec,
  refuseValue,
  wholeNumber
} from './options.ts';
export { createProgress, type Progress, voidProgress } from './progress.ts';
export { runCommand } from './run-command.ts';
export { type Style, styleOf } from './style.ts';
