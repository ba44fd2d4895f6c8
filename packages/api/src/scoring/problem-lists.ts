import type { Problem } from '@espalier/core';
import { redact } from '../redact/redact.ts';

/** Most problems that a refusal lists one by one. */
const MAX_PROBLEMS = 1000;
/** Most warnings that an answer lists, one for each field and kind. */
const MAX_WARNINGS = 100;

/** The problems of the rows of a request. */
export interface ProblemList {
  /** The first ones, each with its row. */
  readonly listed: Problem[];
  readonly numRows: number;
  /** Whether a row lacks a feature. */
  readonly isMissing: boolean;
}

/** Collects the problems of slices of rows. */
export interface ProblemCollector {
  /** Add the problems of a slice that begins at a row. */
  readonly add: (found: readonly Problem[], firstRow: number) => void;
  readonly read: () => ProblemList;
}

/** `declared` are the names of fields that may be shown as they are. */
export function createProblemCollector(declared: ReadonlySet<string>): ProblemCollector {
  const listed: Problem[] = [];
  const rows = new Set<number | undefined>();
  let numFound = 0;
  let isMissing = false;
  return {
    add(found, firstRow) {
      for (const problem of found) {
        ++numFound;
        isMissing ||= problem.problem === 'missing';
        if (listed.length < MAX_PROBLEMS) listed.push(place(problem, firstRow, declared));
        rows.add(problem.row === undefined ? undefined : problem.row + firstRow);
      }
    },
    read: () => ({
      listed:
        numFound > listed.length
          ? [...listed, { problem: `${numFound - listed.length} more problems` }]
          : listed,
      numRows: rows.size,
      isMissing
    })
  };
}

/** Collects the warnings of slices of rows: one for each field and kind, with the first row and the number of rows. */
export interface WarningCollector {
  readonly add: (found: readonly Problem[], firstRow: number) => void;
  readonly read: () => readonly Problem[];
}

/** `declared` are the names of fields that may be shown as they are. */
export function createWarningCollector(declared: ReadonlySet<string>): WarningCollector {
  const counted = new Map<string, { readonly first: Problem; count: number }>();
  let numOther = 0;
  return {
    add(found, firstRow) {
      for (const warning of found) {
        const key = `${warning.field ?? ''}\n${warning.problem}`;
        const known = counted.get(key);
        if (known !== undefined) ++known.count;
        else if (counted.size < MAX_WARNINGS)
          counted.set(key, { first: place(warning, firstRow, declared), count: 1 });
        else ++numOther;
      }
    },
    read() {
      const warnings: Problem[] = Array.from(counted.values(), ({ first, count }) => ({
        ...first,
        count
      }));
      return numOther === 0
        ? warnings
        : [...warnings, { problem: 'more warnings, of other fields', count: numOther }];
    }
  };
}

/** Characters shown of the name of an undeclared field. */
const MAX_NAME = 64;

function place(problem: Problem, firstRow: number, declared: ReadonlySet<string>): Problem {
  const { row, field } = problem;
  // Names that nobody declared come from the caller and may hold anything.
  const named =
    field === undefined || declared.has(field)
      ? problem
      : { ...problem, field: redact(field).slice(0, MAX_NAME) };
  return firstRow === 0 || row === undefined ? named : { ...named, row: row + firstRow };
}
