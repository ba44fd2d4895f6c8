#!/usr/bin/env node
import { startProgram } from '@espalier/cli/program';

await startProgram(import.meta.url, 'infer-cli');
