export { trainCommand } from './command.ts';
export { inferCommand } from './infer-command.ts';
