/** Everything a command may touch outside itself. Only cli.ts passes the real one; tests pass arrays. */
export interface Io {
  /** The installed version, for --version. */
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For machines: one JSON document, with --json. */
  readonly stdout: Output;
  /** For people: progress and prose. */
  readonly stderr: Output;
  readonly now: () => Date;
  /** Milliseconds of a monotonic clock. */
  readonly elapsed: () => number;
}

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
}
