// make soak: a server of two workers under load, its model swapped and its workers killed; every answer is checked.
import { soak } from './support/soak.ts';

const number = (name: string, fallback: number): number =>
  Number(process.env[`ESPALIER_SOAK_${name}`] ?? fallback);

const result = await soak({
  requests: number('REQUESTS', 1_000_000),
  seconds: number('SECONDS', 600),
  swaps: number('SWAPS', 50),
  kills: number('KILLS', 5),
  workers: number('WORKERS', 2)
});
console.log(JSON.stringify(result, null, 2));
const { wrong, refused, auditMissing, auditSurplus, auditProblems, exitCode } = result;
if (wrong + refused + auditMissing + auditSurplus + auditProblems > 0 || exitCode !== 0)
  process.exitCode = 1;
