export { agentMonitorCommand } from './command.ts';
export { planFrom, planFromBody } from './monitor.ts';
export { readDrift } from './read-drift.ts';
export { readHistory } from './read-history.ts';
