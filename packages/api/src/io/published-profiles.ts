import type { Profile } from '@espalier/core/contracts';
import { mergeProfiles, profileBins } from '../models/merge-profiles.ts';
import type { LiveCounts } from '../models/model-version.ts';
import type { Models } from '../models/models.ts';
import { createProfileWindows, type ProfileWindows } from '../models/profile-windows.ts';
import { createProfilePublisher } from '../models/stepped-profile.ts';
import { drawBelow } from './crypto.ts';

/** The windows of a model's present version in this process, with its published profile; undefined while it has none. */
export function createWindows(
  models: Models,
  now: () => Date
): (model: string) => ProfileWindows | undefined {
  const known = new Map<string, { live: LiveCounts; windows: ProfileWindows }>();
  return model => {
    const { slot } = models.find(model);
    const live = slot.ready()?.live;
    if (live === undefined) return undefined;
    let found = known.get(model);
    if (found?.live !== live) {
      const start = slot.history().loadedAt ?? now();
      found = { live, windows: createProfileWindows(start.getTime()) };
      known.set(model, found);
    }
    found.windows.note(live.published().profile, now().getTime());
    return found.windows;
  };
}

/** What a worker counted of one version. */
export interface OwnProfile {
  readonly checksum: string;
  readonly loadedAt: number | undefined;
  readonly exact: Profile;
}

interface Publisher {
  /** Of the version and its bins. */
  readonly key: string;
  readonly publish: (profile: Profile) => Profile;
  readonly windows: ProfileWindows;
}

export interface Publishers {
  /** The published profile over the answers of workers; the first decides which version. */
  readonly publish: (
    model: string,
    answers: readonly unknown[],
    seconds: number | undefined
  ) => readonly Profile[];
  /** A worker ended, and its counts with it. */
  readonly lose: () => void;
}

/** Merge the exact profiles of workers and publish them in steps, by model and version. */
export function createPublishers(now: () => Date): Publishers {
  const publishers = new Map<string, Publisher>();
  return {
    publish(model, answers, seconds) {
      const [first, ...others] = answers.filter(
        answer => answer !== undefined && answer !== null
      ) as OwnProfile[];
      if (first === undefined) return [];
      const same = [first, ...others.filter(({ checksum }) => checksum === first.checksum)];
      const merged = mergeProfiles(same.map(({ exact }) => exact));
      const key = `${first.checksum} ${profileBins(merged)}`;
      const time = now().getTime();
      let publisher = publishers.get(model);
      if (publisher?.key !== key) {
        const start = Math.min(...same.map(({ loadedAt }) => loadedAt ?? time));
        publisher = {
          key,
          publish: createProfilePublisher(drawBelow),
          windows: createProfileWindows(start)
        };
        publishers.set(model, publisher);
      }
      publisher.windows.note(publisher.publish(merged), time);
      const read = publisher.windows.read(time, seconds);
      return read === undefined ? [] : [read];
    },
    lose() {
      for (const { windows } of publishers.values()) windows.restart();
    }
  };
}
