export { agentMonitorCommand } from './command.ts';
