import { runProcess } from '@espalier/cli';
import { driftCommand } from './command.ts';

await runProcess(driftCommand);
