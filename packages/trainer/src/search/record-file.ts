import type { Progress } from '@espalier/cli';
import { EspalierError } from '@espalier/core';
import type { SearchLimits } from '@espalier/core/contracts';
import { appendFlushed, readText, writeAtomic } from '@espalier/core/files';
import { createRecord, type TrialRecord } from './record.ts';
import { formatHeader, formatLine, parseRecord, type RecordText } from './record-text.ts';

/** Number of characters of a key that identify a record. */
const SHORT_KEY = 8;

/**
 * The record in a file, to go on from: every trial is on the disk before the next one starts. A record of other data, settings
 * or another seed is kept beside it under a name of its own.
 */
export async function openRecord(
  path: string,
  key: string,
  limits: SearchLimits,
  progress: Progress
): Promise<TrialRecord> {
  const found = await readRecord(path);
  const isOurs = found?.key === key;
  if (found !== undefined && !isOurs) {
    const aside = path.replace(/(\.[^./\\]*)?$/, `-${found.key.slice(0, SHORT_KEY)}$&`);
    await writeAtomic(aside, found.whole);
    progress.note(
      `${path} was recorded with other data, settings or another seed: kept as ${aside}`
    );
  }
  const trials = isOurs ? found.trials : [];
  if (trials.length > 0) progress.note(`resuming after ${trials.length} results in ${path}`);
  const before = isOurs ? found.whole : formatHeader(key);
  await writeAtomic(path, before + formatLine({ run: limits }));
  return createRecord(trials, trial => appendFlushed(path, formatLine(trial)));
}

/** Open a record in a file to replay it unchanged. Errors: E_FILE_MISSING, E_TRIALS_INVALID. */
export async function replayRecord(
  path: string,
  key: string
): Promise<{ readonly record: TrialRecord; readonly limits: SearchLimits }> {
  const { limits, trials, ...found } = parseRecord(await readText(path), path);
  if (found.key !== key)
    throw new EspalierError(
      'E_TRIALS_INVALID',
      `Cannot replay "${path}": it was recorded with other data, settings or another seed`,
      'Use the table, the spec and the options of that search'
    );
  return { record: createRecord(trials), limits };
}

async function readRecord(path: string): Promise<RecordText | undefined> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    if (error instanceof EspalierError && error.code === 'E_FILE_MISSING') return undefined;
    throw error;
  }
  return parseRecord(text, path);
}
