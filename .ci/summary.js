// Prints the last line, N passed, N failed, out of jest's JSON. A suite that cannot be loaded is a failure, and so is a
// check before the tests that failed.
import { readFileSync } from 'node:fs';

const [file, earlier] = process.argv.slice(2);
let passed = 0;
let failed = 1;
let skipped = 0;
try {
  const result = JSON.parse(readFileSync(file, 'utf8'));
  passed = result.numPassedTests;
  failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  skipped = result.numPendingTests;
} catch {
  console.error('jest left no results');
}
if (failed === 0 && earlier !== '0') failed = 1;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
