import { runSuiteProcess } from '@espalier/cli';
import { SUITE } from './suite.ts';

await runSuiteProcess(SUITE);
