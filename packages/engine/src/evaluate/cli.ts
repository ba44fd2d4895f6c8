import { runProcess } from '@espalier/cli';
import { evaluateCommand } from './command.ts';

await runProcess(evaluateCommand);
