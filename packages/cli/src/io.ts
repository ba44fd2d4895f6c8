/** What a command may touch of the world. Only cli.ts fills it with the real thing; tests fill it with arrays. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For machines: one JSON document, with --json. */
  readonly stdout: Output;
  /** For people: progress and prose. */
  readonly stderr: Output;
  readonly now: () => Date;
  /** Milliseconds of a clock that never runs backwards. */
  readonly elapsed: () => number;
}

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
}
