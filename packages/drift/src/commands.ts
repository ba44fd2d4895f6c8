export { driftCommand } from './command.ts';
