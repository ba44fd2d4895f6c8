/** What is kept of a prediction that was asked for, whatever became of it. Never a value of a row, never a raw identity. */
export interface AuditRecord {
  readonly timestamp: string;
  readonly request_id: string;
  /** sha256 of the trimmed email in lower case. */
  readonly user_hash: string | null;
  readonly route: string;
  readonly model: string | null;
  readonly model_version: string | null;
  readonly artifact_checksum_sha256: string | null;
  readonly num_inputs: number;
  readonly guardrails_triggered: readonly string[];
  readonly status: 'success' | 'blocked' | 'error';
  readonly http_status: number;
  readonly latency_ms: number;
  /** Over the bytes of the answer. */
  readonly response_checksum_sha256: string;
}

/** Where records go. */
export interface Audit {
  /** `done` is called when the record's line is written, or could not be: the answer may leave. */
  readonly append: (record: AuditRecord, done: () => void) => void;
  /** Write what was appended in this turn. */
  readonly flush: () => void;
  readonly close: () => Promise<void>;
}
