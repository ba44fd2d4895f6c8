#!/usr/bin/env node
import('@espalier/cli/program').then(({ startProgram }) =>
  startProgram(import.meta.url, 'evaluate/cli')
);
