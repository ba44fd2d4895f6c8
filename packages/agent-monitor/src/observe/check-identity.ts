import { EspalierError } from '@espalier/core';
import type { DriftReport } from '@espalier/core/contracts';
import type { History, NamedModel } from './read-history.ts';

/** What the names of the models leave open, as a finding. */
export type IdentityFinding =
  { readonly model_identity: string } | { readonly model_versions: string };

const DAY = 24 * 3600 * 1e6;

/**
 * Compare the models that a history and a report name. Of the history the lines of the window count: a model may have had
 * another name long ago. Errors: E_MODEL_MISMATCH.
 */
export function checkIdentity(
  { models, points }: Pick<History, 'models' | 'points'>,
  { model: reported }: DriftReport,
  windowDays: number
): IdentityFinding[] {
  const earliest = points.at(-1)!.time - windowDays * DAY;
  const recent = models.filter(({ time }) => time >= earliest);
  const names = [...new Set(recent.map(({ name }) => name))].sort();
  if (names.length > 1)
    throw new EspalierError(
      'E_MODEL_MISMATCH',
      `Cannot plan: the metrics history is about several models: ${names.map(shown).join(', ')}`,
      'Keep one history for each model: evaluate --append FILE.jsonl'
    );
  const name = names[0];
  if (name !== undefined && reported !== undefined && name !== reported.name)
    throw new EspalierError(
      'E_MODEL_MISMATCH',
      `Cannot plan: the metrics history is about ${shown(name)}, the drift report about ${shown(reported.name)}`,
      'Pass the history and the drift report of one model'
    );
  if (name === undefined && reported === undefined) return [];
  if (name === undefined)
    return [
      {
        model_identity: `the drift report is about ${shown(reported!.name)}, the metrics history names no model`
      }
    ];
  if (reported === undefined)
    return [
      {
        model_identity: `the metrics history is about ${shown(name)}, the drift report names no model`
      }
    ];
  return compareVersions(recent, reported.version);
}

function compareVersions(
  models: readonly NamedModel[],
  reported: string | undefined
): IdentityFinding[] {
  const latest = models.reduce((last, model) => (model.time > last.time ? model : last));
  const { version } = latest;
  if (version === undefined || reported === undefined || version === reported) return [];
  return [
    {
      model_versions: `the latest line that names a version is about ${shown(version)}, the drift report about ${shown(reported)}`
    }
  ];
}

/** A name, quoted unless it reads as one word. */
function shown(name: string): string {
  return /^[\p{L}\p{N}_.-]{1,80}$/u.test(name) ? name : JSON.stringify(name.slice(0, 80));
}
