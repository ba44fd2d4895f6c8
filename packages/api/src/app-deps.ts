import { type Audit } from './audit/record.ts';
import { type Log } from './log.ts';
import { type Metrics } from './metrics/metrics.ts';
import { type Models, type Served } from './models/models.ts';
import { type Gate } from './scoring/gate.ts';
import { type Task } from './scoring/task.ts';
import { type Profile } from '@espalier/core/contracts';

/** What the app is made of. */
export interface AppDeps {
  readonly models: Models;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly gate: Gate<Task>;
  readonly limits: { readonly maxRows: number; readonly maxBodyBytes: number };
  /** Asked of whoever reads metrics or reloads; undefined: of nobody. */
  readonly adminToken: string | undefined;
  /** Texts that no input of a rule model may hold, in lower case. */
  readonly disallowedIntents: readonly string[];
  /** Has the server been told to stop? */
  readonly isStopping: () => boolean;
  readonly newId: () => string;
  readonly sha256: (text: string) => string;
  readonly now: () => Date;
  /** The same as text. */
  readonly timestamp: () => string;
  /** Milliseconds of a clock that never runs backwards. */
  readonly elapsed: () => number;
  readonly fleet: Fleet;
  /** The files that POST /monitor reads when its body is empty. */
  readonly monitor: {
    readonly metricsHistory?: string | undefined;
    readonly driftReport?: string | undefined;
  };
}

/** What all workers of a server do together; one process is a fleet of one. */
export interface Fleet {
  /** The figures of each. */
  readonly metrics: () => Promise<readonly unknown[]>;
  /** The live profile of each. */
  readonly profiles: (model: string) => Promise<readonly Profile[]>;
  /** Reload a model in each; gives what this one serves then. */
  readonly reload: (served: Served) => Promise<void>;
}
