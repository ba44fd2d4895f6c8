import { EspalierError, type Problem } from '@espalier/core';
import { METRIC_NAMES } from '@espalier/core/contracts';
import { readChunks } from '@espalier/core/files';
import { guessMetric, isBad, parsePoint } from './parse-point.ts';
import { countGaps, type Points, PointsBuilder } from './points.ts';

export interface History {
  /** At least one, ascending by time, without duplicates. */
  readonly points: Points;
  /** Lines that are not blank. */
  readonly numLines: number;
  /** Skipped lines. */
  readonly numBadLines: number;
  /** Valid lines overridden by a later line with the same time. */
  readonly numDuplicates: number;
  /** Gaps between points. */
  readonly numGaps: number;
  /** Problems of the skipped lines, in file order: those of the first `MAX_BAD_LINES`. */
  readonly problems: readonly Problem[];
  /** What hides the latest time: a bad last line, or one later than every point. */
  readonly damage?: string;
  /** Times of points after now, which are left out. */
  readonly futureTimes: readonly number[];
  /** Keys that look like a metric under another name, where the line lacks that metric. */
  readonly misspelt: ReadonlyMap<string, string>;
  /** Models that lines name, each with the time of its latest line. */
  readonly models: readonly NamedModel[];
}

export interface NamedModel {
  readonly name: string;
  readonly version: string | undefined;
  readonly time: number;
}

export interface ReadContext {
  /** Points later than this are left out; without it none is. */
  readonly now?: Date | undefined;
}

/** Clocks differ by less. */
const SLACK = 10 * 60 * 1e6;

/** So many bad lines are described; all are counted. */
const MAX_BAD_LINES = 10_000;

/** So many keys are kept for a message. */
const MAX_KEYS = 200;
const MAX_SHOWN_KEYS = 20;

/** Collects the lines or the objects of a history. */
export interface HistoryCollector {
  readonly problems: readonly Problem[];
  addLine(text: string): void;
  addValue(value: unknown): void;
  /** Errors: E_HISTORY_INVALID if there is no valid point, or no known metric. */
  finish(): History;
}

/** Start a history; `source` names it in messages. */
export function collectHistory(source: string, { now }: ReadContext = {}): HistoryCollector {
  const latest = now === undefined ? Infinity : now.getTime() * 1000 + SLACK;
  const builder = new PointsBuilder();
  const problems: Problem[] = [];
  const keys = new Set<string>();
  const misspelt = new Map<string, string>();
  const models = new Map<string, NamedModel>();
  const futureTimes: number[] = [];
  let hasMetric = false;
  let lineNumber = 0;
  let lastLine = 0;
  let numLines = 0;
  let numBadLines = 0;
  let lastBad: { line: number; time: number | undefined; what: string } | undefined;
  let latestBad: typeof lastBad;

  function addBad(found: readonly Problem[], time?: number): void {
    ++numBadLines;
    const what = describe(found[0]!);
    lastBad = { line: lineNumber, time, what };
    if (time !== undefined && time <= latest && time >= (latestBad?.time ?? -Infinity))
      latestBad = lastBad;
    if (numBadLines <= MAX_BAD_LINES)
      for (const problem of found) problems.push({ file: source, line: lineNumber, ...problem });
  }

  function add(value: unknown): void {
    const parsed = parsePoint(value);
    if (isBad(parsed)) {
      addBad(parsed.problems, parsed.time);
      return;
    }
    hasMetric = noteKeys(value as Record<string, unknown>) || hasMetric;
    const { point, model: name, version } = parsed;
    if (point.time > latest) {
      futureTimes.push(point.time);
      return;
    }
    builder.add(point);
    if (name === undefined) return;
    const identity = JSON.stringify([name, version]);
    if ((models.get(identity)?.time ?? -Infinity) < point.time)
      models.set(identity, { name, version, time: point.time });
  }

  /** Whether a key is a metric; remembers those that are not, and those that look like one. */
  function noteKeys(fields: Record<string, unknown>): boolean {
    let found = false;
    for (const key in fields) {
      if (isMetric(key)) found = true;
      else if (!keys.has(key) && keys.size < MAX_KEYS && key !== 'ts' && key !== 'timestamp') {
        keys.add(key);
        const meant = guessMetric(key);
        if (meant !== undefined && !(meant in fields)) misspelt.set(key, meant);
      }
    }
    return found;
  }

  return {
    problems,
    addLine(text) {
      ++lineNumber;
      const line = text.trim();
      if (line === '') return;
      lastLine = lineNumber;
      ++numLines;
      const value = parseJson(line);
      if (value === undefined) addBad([{ problem: 'not JSON', expected: 'one JSON object' }]);
      else add(value);
    },
    addValue(value) {
      lastLine = ++lineNumber;
      ++numLines;
      add(value);
    },
    finish() {
      if (builder.length === 0)
        throw noPoint(source, { numLines, problems, futureTimes, numBadLines });
      if (!hasMetric) throw noMetric(source, keys, misspelt);
      const points = builder.finish();
      const damage = findDamage(points.at(-1)!.time, lastLine, lastBad, latestBad);
      return {
        points,
        numLines,
        numBadLines,
        numDuplicates: builder.length - points.length,
        numGaps: countGaps(points),
        problems,
        ...(damage === undefined ? {} : { damage }),
        futureTimes: futureTimes.sort((a, b) => a - b),
        misspelt,
        models: [...models.values()]
      };
    }
  };
}

/**
 * Parse the text of a metrics history: one JSON object per line, in any order. The last of several lines with the same time
 * wins; bad lines are skipped and listed. `source` names it in messages. Errors: E_HISTORY_INVALID if no line is valid.
 */
export function readHistory(text: string, source: string, context: ReadContext = {}): History {
  const collector = collectHistory(source, context);
  const lines = splitLines(line => {
    collector.addLine(line);
  });
  lines.push(text.replace(/^\uFEFF/, ''));
  lines.end();
  return collector.finish();
}

/** Read the file of a metrics history, plain or gzip, as `readHistory` does. Errors: E_HISTORY_INVALID, E_FILE_*. */
export async function readHistoryFile(path: string, context: ReadContext = {}): Promise<History> {
  const collector = collectHistory(path, context);
  const lines = splitLines(line => {
    collector.addLine(line);
  });
  for await (const chunk of readChunks(path)) lines.push(chunk);
  lines.end();
  return collector.finish();
}

/** Lines that end with LF, CRLF or CR. */
function splitLines(add: (line: string) => void): { push(text: string): void; end(): void } {
  let rest = '';
  const addAll = (line: string): void => {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (!text.includes('\r')) add(text);
    else for (const part of text.split('\r')) add(part);
  };
  return {
    push(text) {
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        addAll(rest + text.slice(start, end));
        rest = '';
        start = end + 1;
      }
      rest += text.slice(start);
    },
    end() {
      if (rest !== '') addAll(rest);
    }
  };
}

/** A JSON value, with null for the numbers that Python writes and JSON lacks; undefined if it is not JSON. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    const cleaned = line.replace(/"(?:[^"\\]|\\.)*"|[+-]?\b(?:NaN|Infinity)\b/g, found =>
      found.startsWith('"') ? found : 'null'
    );
    try {
      return cleaned === line ? undefined : (JSON.parse(cleaned) as unknown);
    } catch {
      return undefined;
    }
  }
}

const METRICS: ReadonlySet<string> = new Set(METRIC_NAMES);

function isMetric(key: string): boolean {
  return METRICS.has(key);
}

interface BadLine {
  readonly line: number;
  readonly time: number | undefined;
  readonly what: string;
}

/** A bad line that hides the latest time: of a later time than every point, or of no known time and at the end. */
function findDamage(
  latest: number,
  lastLine: number,
  last: BadLine | undefined,
  later: BadLine | undefined
): string | undefined {
  const hiding =
    later?.time !== undefined && later.time > latest
      ? later
      : last !== undefined && last.line === lastLine && last.time === undefined
        ? last
        : undefined;
  return hiding === undefined
    ? undefined
    : `line ${hiding.line}, the latest, is bad (${hiding.what})`;
}

function describe({ field, problem }: Problem): string {
  return field === undefined ? problem : `${field}: ${problem}`;
}

const HINT =
  'Pass a file with one JSON object per line: {"ts": "2025-08-17T21:32:20Z", "roc_auc": 0.91, ...}';

function noPoint(
  source: string,
  {
    numLines,
    numBadLines,
    problems,
    futureTimes
  }: Pick<History, 'numLines' | 'numBadLines' | 'problems' | 'futureTimes'>
): EspalierError {
  if (futureTimes.length > 0)
    return new EspalierError(
      'E_HISTORY_INVALID',
      `Cannot use "${source}" as a metrics history: ${numBadLines === 0 ? 'every point' : 'every valid point'} lies in the future`,
      'Check the clock of this machine, and that of the one that writes the history',
      { details: problems }
    );
  const state =
    numLines === 0
      ? 'the file is empty'
      : `${numLines === 1 ? 'its only line is not a' : `none of its ${numLines} lines is a`} valid point`;
  return new EspalierError(
    'E_HISTORY_INVALID',
    `Cannot use "${source}" as a metrics history: ${state}`,
    HINT,
    { details: problems }
  );
}

function noMetric(
  source: string,
  keys: ReadonlySet<string>,
  misspelt: ReadonlyMap<string, string>
): EspalierError {
  const found = [...keys].slice(0, MAX_SHOWN_KEYS).map(key => {
    const meant = misspelt.get(key);
    const shown = key.length > 40 ? `${key.slice(0, 40)}…` : key;
    return meant === undefined ? `"${shown}"` : `"${shown}" (${meant}, perhaps)`;
  });
  return new EspalierError(
    'E_HISTORY_INVALID',
    `Cannot use "${source}" as a metrics history: no line has a known metric; ${found.length === 0 ? 'no line has any' : `the keys are ${found.join(', ')}`}`,
    `Name the metrics ${METRIC_NAMES.join(', ')}`
  );
}
