import { type Bundle, openBundle } from '@espalier/bundle';
import { EspalierError } from '@espalier/core';
import { schemaProblems } from '@espalier/core/contracts';
import { type Profile, profileSchema } from '@espalier/core/contracts';
import { fetchText, isFolder, isUrl, readAnyText, shownUrl } from '@espalier/core/files';
import { expandGlob } from '@espalier/tables';

/** A source of data. `name` is the text that the user typed. */
export type Input =
  | { readonly kind: 'table'; readonly name: string; readonly paths: readonly string[] }
  | { readonly kind: 'bundle'; readonly name: string; readonly bundle: Bundle }
  | { readonly kind: 'profile'; readonly name: string; readonly profile: Profile };

const TIMEOUT_MS = 30_000;

/**
 * Open a source: the URL of a live profile, a bundle folder, a profile (.json), else one or more tables. `token` is sent
 * to URLs; `mayBeEmpty`: a profile without rows will do. Errors: E_FILE_MISSING, E_BUNDLE_*, E_PROFILE_INVALID, E_SOURCE_UNAVAILABLE.
 */
export async function openInput(
  text: string,
  token: string | undefined,
  mayBeEmpty = false
): Promise<Input> {
  if (isUrl(text)) {
    const name = nameUrl(text);
    const answer = await fetchText(text, { token, timeoutMs: TIMEOUT_MS });
    return { kind: 'profile', name, profile: parseProfile(answer, name, mayBeEmpty) };
  }
  if (await isFolder(text)) return { kind: 'bundle', name: text, bundle: await openBundle(text) };
  if (/\.json(\.gz)?$/i.test(text))
    return {
      kind: 'profile',
      name: text,
      profile: parseProfile(await readAnyText(text), text, mayBeEmpty)
    };
  const paths = await expandGlob(text);
  if (paths.length === 0)
    throw new EspalierError(
      'E_FILE_MISSING',
      `Cannot find a file that matches "${text}"`,
      'Check the pattern'
    );
  return { kind: 'table', name: text, paths };
}

/** A URL without the parts that may hold a secret, but with the window that it asks for. */
export function nameUrl(url: string): string {
  const since = /[?&]since=(\d+(?:\.\d+)?[smhd]?)(?:&|$)/.exec(url)?.[1];
  return since === undefined ? shownUrl(url) : `${shownUrl(url)}?since=${since}`;
}

/** Parse a profile. `source` names it in messages. Errors: E_PROFILE_INVALID. */
export function parseProfile(text: string, source: string, mayBeEmpty = false): Profile {
  const hint =
    'Pass a profile.json written by train, a bundle folder, or the live profile of a server: http://HOST/models/NAME/profile';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const state = text.trim() === '' ? 'it is empty' : 'it is not JSON';
    throw new EspalierError(
      'E_PROFILE_INVALID',
      `Cannot read "${source}" as a profile: ${state}`,
      hint,
      {
        cause
      }
    );
  }
  const result = profileSchema.safeParse(value, { reportInput: true });
  const problems = result.success
    ? countProblems(result.data, mayBeEmpty)
    : schemaProblems(profileSchema, result.error);
  if (result.success && problems.length === 0) return result.data;
  throw new EspalierError('E_PROFILE_INVALID', `Cannot use "${source}" as a profile`, hint, {
    details: problems.map(problem => ({ file: source, ...problem }))
  });
}

/** Shares add up only if counts do. */
function countProblems(
  profile: Profile,
  mayBeEmpty: boolean
): { field: string; problem: string }[] {
  if (profile.rows === 0 && !mayBeEmpty)
    return [
      {
        field: 'rows',
        problem:
          profile.step === undefined
            ? 'no row counted yet'
            : profile.window === undefined
              ? 'no row told yet: a live profile counts from 20 rows on'
              : `no row told from ${profile.window.from} to ${profile.window.to}: a live profile counts by twenties`
      }
    ];
  const columns = [
    ...Object.entries(profile.columns),
    ...(profile.scores === undefined ? [] : [['scores', profile.scores] as const])
  ];
  return columns.flatMap(([field, column]) => {
    const bins = column.kind === 'number' ? column.edges.length + 1 : column.levels.length;
    const counted = column.counts.reduce((a, b) => a + b, 0);
    const isSorted =
      column.kind === 'category' ||
      column.edges.every((edge, i) => i === 0 || edge > column.edges[i - 1]!);
    if (!isSorted) return [{ field, problem: 'its edges are not ascending' }];
    return column.counts.length === bins && counted === column.count
      ? []
      : [{ field, problem: 'its counts do not add up' }];
  });
}
