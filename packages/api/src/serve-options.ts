import type { CommonOptions } from '@espalier/cli';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Phrases that block a request by default. */
export const DISALLOWED_INTENTS = [
  'steal credentials',
  'bypass access controls',
  'phish',
  'exfiltrate data'
] as const;

export interface ServeOptions extends CommonOptions {
  readonly bundle: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly workers: number;
  readonly logLevel: LogLevel;
  readonly maxRows: number;
  readonly maxExplainRows: number;
  readonly maxBodyBytes: number;
  readonly maxHeldBytes: number;
  readonly maxWaitMs: number;
  readonly maxWaiting: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly corsOrigin?: readonly string[];
  readonly writeTimeoutMs: number;
  readonly shutdownDelayMs: number;
  readonly auditDir: string;
  readonly auditRequired: boolean;
  readonly auditDurability: 'write' | 'sync';
  readonly disallowedIntent: readonly string[];
  readonly watch: boolean;
  readonly watchMs: number;
  readonly canary?: CanaryOption;
  readonly canaryColumn?: string;
  readonly shadow?: string;
  readonly metricsHistory?: string;
  readonly driftReport?: string;
}

export interface CanaryOption {
  readonly folder: string;
  /** Between 0 and 1. */
  readonly share: number;
}
