import { runProcess } from '@espalier/cli';
import { trainCommand } from './command.ts';

await runProcess(trainCommand);
