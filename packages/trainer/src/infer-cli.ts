import { runProcess } from '@espalier/cli';
import { inferCommand } from './infer-command.ts';

await runProcess(inferCommand);
