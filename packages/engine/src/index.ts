export { scoreTables } from './local/score-table.ts';
