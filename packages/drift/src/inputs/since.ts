import { EspalierError, present, subtractProfiles } from '@espalier/core';
import type { Profile } from '@espalier/core/contracts';
import type { Input } from './open-input.ts';

/**
 * The rows that a server counted between two readings of one live profile. Errors: E_USAGE if a side is not a profile,
 * E_MODEL_MISMATCH, E_PROFILE_INVALID if the later reading does not continue the earlier one, or there is no row between.
 */
export function takeSince(later: Input, earlier: Input): Input {
  if (later.kind !== 'profile' || earlier.kind !== 'profile')
    throw new EspalierError(
      'E_USAGE',
      `Cannot use --since: ${later.kind === 'profile' ? '--since' : '--new'} is not a profile`,
      'Pass two readings of one live profile: --new LATER.json --since EARLIER.json'
    );
  checkModels(later, earlier);
  const profile = subtract(later.profile, earlier.profile);
  if (profile === undefined)
    throw new EspalierError(
      'E_PROFILE_INVALID',
      `Cannot subtract "${earlier.name}" from "${later.name}": the later one does not continue it`,
      'Pass the earlier reading as --since and the later one as --new; after a restart or a reload of the server take a new one'
    );
  if (profile.rows === 0)
    throw new EspalierError(
      'E_PROFILE_INVALID',
      `Cannot compare "${later.name}" since "${earlier.name}": no row was told in between`,
      'Wait for more rows: a live profile counts by twenties'
    );
  return { ...later, profile };
}

function checkModels(
  later: Extract<Input, { kind: 'profile' }>,
  earlier: Extract<Input, { kind: 'profile' }>
): void {
  const [after, before] = [later.profile.model, earlier.profile.model];
  if (after?.content_sha256 === before?.content_sha256) return;
  throw new EspalierError(
    'E_MODEL_MISMATCH',
    `Cannot subtract "${earlier.name}" from "${later.name}": they are of different versions, ${shown(before)} and ${shown(after)}`,
    'Pass two readings of one version'
  );
}

function shown(model: Profile['model']): string {
  return model === undefined ? 'none' : `${model.name} ${model.version}`;
}

function subtract(later: Profile, earlier: Profile): Profile | undefined {
  const [after, before] = [later.window, earlier.window];
  // Another start: the server was restarted, or the readings are windows that begin at different times.
  if (after?.from !== before?.from || (after !== undefined && after.to < before!.to))
    return undefined;
  const profile = subtractProfiles(later, earlier);
  const window = after && { from: before!.to, to: after.to, complete: after.complete };
  return profile && { ...profile, ...present({ window }) };
}
