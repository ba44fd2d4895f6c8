export { trainCommand } from './command.ts';
