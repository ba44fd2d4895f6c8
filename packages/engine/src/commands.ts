export { evaluateCommand } from './evaluate/command.ts';
export { scoreCommand } from './score/command.ts';
