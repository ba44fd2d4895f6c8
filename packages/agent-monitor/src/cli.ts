import { runProcess } from '@espalier/cli';
import { agentMonitorCommand } from './command.ts';

await runProcess(agentMonitorCommand);
