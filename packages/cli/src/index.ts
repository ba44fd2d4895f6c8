export { runProcess, runSuiteProcess } from './cli.ts';
export { type CommandSpec, type CommonOptions } from './command.ts';
export { type Io } from './io.ts';
export { duration, numberOver, type OptionSpec, refuseValue, wholeNumber } from './options.ts';
export { createProgress, type Progress, voidProgress } from './progress.ts';
export { type Style, styleOf } from './style.ts';
export { type Suite } from './suite.ts';
export { watchOptions } from './watch-options.ts';
