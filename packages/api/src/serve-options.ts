import { type CommonOptions } from '@espalier/cli';
import { type LogLevel } from './log.ts';

export interface ServeOptions extends CommonOptions {
  readonly bundle: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly workers: number;
  readonly logLevel: LogLevel;
  readonly maxRows: number;
  readonly maxBodyBytes: number;
  readonly maxWaitMs: number;
  readonly maxWaiting: number;
  readonly requestTimeoutMs: number;
  readonly shutdownDelayMs: number;
  readonly auditDir: string;
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
  /** From 0 to 1. */
  readonly share: number;
}
