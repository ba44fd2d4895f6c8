import { runProcess } from '@espalier/cli';
import { scoreCommand } from './command.ts';

await runProcess(scoreCommand);
