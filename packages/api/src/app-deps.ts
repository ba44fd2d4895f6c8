import type { EspalierError } from '@espalier/core';
import type { Profile } from '@espalier/core/contracts';
import type { Audit } from './audit/record.ts';
import type { CorsOrigins } from './cors.ts';
import type { HashId } from './identity/request-id.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { ModelEndpoint, Models } from './models/models.ts';
import type { Refusals } from './models/refusals.ts';
import type { Policy } from './rules/policy.ts';
import type { AdmissionQueue } from './scoring/admission-queue.ts';
import type { HeldBytes } from './scoring/held-bytes.ts';
import type { Task } from './scoring/task.ts';
import type { Tracing } from './tracing.ts';

/** The parts of the app. */
export interface AppDeps {
  readonly clock: Clock;
  readonly sinks: Sinks;
  readonly serving: Serving;
  readonly queue: AdmissionQueue<Task>;
  readonly held: HeldBytes;
  /** Makes spans; undefined: no SDK of OpenTelemetry is registered. */
  readonly tracing?: Tracing | undefined;
}

export interface Clock {
  readonly now: () => Date;
  /** The current time in ISO 8601. */
  readonly timestamp: () => string;
  /** Milliseconds of a monotonic clock. */
  readonly elapsed: () => number;
}

/** Record what happens. */
export interface Sinks {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly audit: Audit;
}

/** The served models and the settings of the server. */
export interface Serving {
  readonly models: Models;
  readonly fleet: Fleet;
  readonly limits: Limits;
  readonly policy: Policy;
  /** Required by the admin routes; undefined: they are open. */
  readonly adminToken: string | undefined;
  /** Why audit lines are lost, for a server that is not ready then; undefined: it is. */
  readonly auditObstacle?: (() => Promise<EspalierError | undefined>) | undefined;
  /** The files that POST /monitor reads when its body is empty. */
  readonly monitor: {
    readonly metricsHistory?: string | undefined;
    readonly driftReport?: string | undefined;
  };
  /** The pages of other origins that may read answers; undefined: none. */
  readonly corsOrigins?: CorsOrigins | undefined;
  readonly isStopping: () => boolean;
  readonly newId: () => string;
  /** Replaces ids that hold a secret; the same in every worker. */
  readonly hashId: HashId;
}

/** Bounds of requests and of the work that waits. */
export interface Limits {
  readonly maxRows: number;
  readonly maxExplainRows: number;
  readonly maxBodyBytes: number;
  readonly maxWaitMs: number;
  readonly writeTimeoutMs: number;
}

/** All workers of a server; a single process is a fleet of one. */
export interface Fleet {
  /** Collect the metrics of every worker. */
  readonly metrics: () => Promise<readonly unknown[]>;
  /** The live profile of a model over every worker, in steps, of all its time or of the last `seconds`; undefined if none of them serves it. */
  readonly profile: (model: string, seconds?: number) => Promise<Profile | undefined>;
  /** Remember the published profile, for windows that begin here; call it each minute or so. */
  readonly notePublished: () => Promise<void>;
  /** Reload a model in every worker. */
  readonly reload: (endpoint: ModelEndpoint) => Promise<void>;
  /** Collect from every worker why models were not loaded. */
  readonly refusals: () => Promise<Refusals>;
}
