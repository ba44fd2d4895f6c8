import { runProcess } from '@espalier/cli';
import { serveCommand } from './command.ts';

await runProcess(serveCommand);
