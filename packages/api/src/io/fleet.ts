import cluster, { type Worker } from 'node:cluster';
import { EspalierError, type FailureCode } from '@espalier/core';
import type { Profile } from '@espalier/core/contracts';
import type { Fleet } from '../app-deps.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { retireFigures } from '../metrics/metrics-text.ts';
import type { Models } from '../models/models.ts';
import { mergeRefusals, type Refusals, refusalsOf } from '../models/refusals.ts';
import { createPublishers, createWindows, type OwnProfile } from './published-profiles.ts';

/** Time limits for a worker to answer the others. */
const PATIENCE_MS = { metrics: 5000, profile: 5000, reload: 5000, refusals: 1000 };

type Subject = keyof typeof PATIENCE_MS;

/** Why a worker kept the version before. */
interface Kept {
  readonly code: FailureCode;
  readonly message: string;
}

/** From a worker to the primary: ask the other workers. */
interface Ask {
  readonly espalier: 'ask';
  readonly id: number;
  readonly subject: Subject;
  readonly model: string;
  /** The asking worker's own answer, if the primary needs it. */
  readonly own: unknown;
  /** Of a profile: the length of the window; all its time without it. */
  readonly seconds?: number | undefined;
}

/** From the primary to a worker, which replies with `Done`. */
interface Do {
  readonly espalier: 'do';
  readonly id: number;
  readonly subject: Subject;
  readonly model: string;
}

interface Done {
  readonly espalier: 'done';
  readonly id: number;
  readonly value: unknown;
}

/** From the primary to the asking worker: the answers of the others. */
interface Told {
  readonly espalier: 'told';
  readonly id: number;
  readonly values: readonly unknown[];
}

type Message = Ask | Do | Done | Told;

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'espalier' in value;
}

/** What this process answers; with a single process, everything there is. */
function createOwn(models: Models, metrics: () => Metrics) {
  return {
    metrics: () => metrics().json(),
    profile: (model: string): OwnProfile | undefined => {
      const slot = models.all.find(one => one.slot.name === model)?.slot;
      const ready = slot?.ready();
      return (
        ready && {
          checksum: ready.checksum,
          loadedAt: slot?.history().loadedAt?.getTime(),
          exact: ready.live.exact()
        }
      );
    },
    reload: async (model: string): Promise<Kept | null> => {
      try {
        await models.reload(models.find(model));
        return null;
      } catch (error) {
        return error instanceof EspalierError
          ? { code: error.code, message: error.message }
          : { code: 'E_INTERNAL', message: 'an internal error' };
      }
    },
    refusals: () => refusalsOf(models)
  };
}

/** Create the fleet of this process: with its sibling workers, or alone. */
export function createFleet(models: Models, metrics: () => Metrics, now: () => Date): Fleet {
  const own = createOwn(models, metrics);
  const windowsFor = createWindows(models, now);
  const askOthers: AskOthers = cluster.isWorker ? joinSiblings(own) : () => Promise.resolve([]);
  return {
    async metrics() {
      const figures = await own.metrics();
      return [figures, ...(await askOthers('metrics', '', figures))];
    },
    async profile(model, seconds) {
      if (!cluster.isWorker) {
        models.find(model).slot.current();
        return windowsFor(model)?.read(now().getTime(), seconds);
      }
      const [published] = await askOthers('profile', model, own.profile(model), seconds);
      return published as Profile | undefined;
    },
    async notePublished() {
      for (const { slot } of models.all)
        if (!cluster.isWorker) windowsFor(slot.name);
        else if (slot.ready() !== undefined)
          await askOthers('profile', slot.name, own.profile(slot.name));
    },
    async reload(served) {
      // Here first: what this one refuses, the others are not asked to try.
      await models.reload(served);
      const kept = (await askOthers('reload', served.slot.name)) as readonly Kept[];
      if (kept[0] === undefined) return;
      throw new EspalierError(
        kept[0].code,
        `Cannot reload the model in every worker, ${kept.length} kept the version before: ${kept[0].message}`,
        'Call POST /model/reload again, or restart the server'
      );
    },
    async refusals() {
      const others = (await askOthers('refusals', '')) as readonly Refusals[];
      return mergeRefusals([own.refusals(), ...others]);
    }
  };
}

type AskOthers = (
  subject: Subject,
  model: string,
  own?: unknown,
  seconds?: number
) => Promise<readonly unknown[]>;

function joinSiblings(own: ReturnType<typeof createOwn>): AskOthers {
  const waiting = new Map<number, (values: readonly unknown[]) => void>();
  let lastId = 0;
  process.on('message', message => {
    if (!isMessage(message)) return;
    if (message.espalier === 'told') {
      waiting.get(message.id)?.(message.values);
      waiting.delete(message.id);
    } else if (message.espalier === 'do') {
      const { id, subject, model } = message;
      Promise.resolve(own[subject](model)).then(
        value => process.send?.({ espalier: 'done', id, value: value ?? null }),
        () => process.send?.({ espalier: 'done', id, value: null })
      );
    }
  });
  return (subject, model, ownValue, seconds) =>
    new Promise(resolve => {
      const id = ++lastId;
      waiting.set(id, resolve);
      process.send?.({ espalier: 'ask', id, subject, model, own: ownValue, seconds });
    });
}

const NOBODY: Promise<unknown[]> = Promise.resolve([]);

/** Relay messages in the primary: pass a worker's question to the others and return their answers. */
export function relayMessages(
  workers: () => readonly Worker[],
  now: () => Date
): (worker: Worker) => void {
  const collecting = new Map<number, { worker: number; then: (value: unknown) => void }>();
  /** Workers that are not listening yet, with the models reloaded meanwhile. */
  const starting = new Map<number, Set<string>>();
  /** The latest metrics of each worker, and the counters of exited ones, because counters must not decrease. */
  const figures = new Map<number, unknown>();
  let retired: Promise<unknown[]> = Promise.resolve([]);
  let lastId = 0;
  const publishers = createPublishers(now);
  const collect = (asker: Worker, ask: Ask): void => {
    const others = workers().filter(({ id, process }) => id !== asker.id && process.connected);
    if (ask.subject === 'reload') for (const { id } of others) starting.get(id)?.add(ask.model);
    if (ask.subject === 'metrics') figures.set(asker.id, ask.own);
    const asked = others.filter(({ id }) => !starting.has(id));
    const values: unknown[] = [];
    const ids = new Set<number>();
    const finish = (): void => {
      clearTimeout(late);
      for (const id of ids) collecting.delete(id);
      void (ask.subject === 'metrics' ? retired : NOBODY).then(left => {
        const answers = [...values.filter(value => value !== null), ...left];
        const told =
          ask.subject === 'profile'
            ? publishers.publish(ask.model, [ask.own, ...answers], ask.seconds)
            : answers;
        if (asker.isConnected()) asker.send({ espalier: 'told', id: ask.id, values: told });
      });
    };
    const late = setTimeout(finish, PATIENCE_MS[ask.subject]);
    for (const other of asked) {
      const id = ++lastId;
      ids.add(id);
      const then = (value: unknown): void => {
        collecting.delete(id);
        ids.delete(id);
        values.push(value);
        if (ask.subject === 'metrics' && value !== null) figures.set(other.id, value);
        if (ids.size === 0) finish();
      };
      collecting.set(id, { worker: other.id, then });
      other.send({ espalier: 'do', id, subject: ask.subject, model: ask.model });
    }
    if (asked.length === 0) finish();
  };
  return worker => {
    starting.set(worker.id, new Set());
    worker.once('listening', () => {
      const missed = starting.get(worker.id) ?? [];
      starting.delete(worker.id);
      for (const model of missed) worker.send({ espalier: 'do', id: 0, subject: 'reload', model });
    });
    worker.once('exit', () => {
      publishers.lose();
      starting.delete(worker.id);
      const last = figures.get(worker.id);
      figures.delete(worker.id);
      if (last !== undefined)
        retired = retired.then(async left => [await retireFigures([...left, last])]);
      // Its pending answers will never arrive.
      for (const { worker: asked, then } of [...collecting.values()])
        if (asked === worker.id) then(null);
    });
    worker.on('message', (message: unknown) => {
      if (!isMessage(message)) return;
      if (message.espalier === 'ask') collect(worker, message);
      else if (message.espalier === 'done') collecting.get(message.id)?.then(message.value);
    });
  };
}
