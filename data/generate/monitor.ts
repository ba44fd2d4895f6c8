import { normal, type Random } from '../../packages/core/src/random.ts';
import type { ChurnRow } from './churn.ts';
import { clamp, roundTo, uniform } from './draw.ts';
import { psi } from './psi.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2025, 2, 3, 5, 17, 46, 318);
const THRESHOLD = 0.2;

/** A model that does well for days and in its last hours no longer; ranks worse, answers late, fails more. */
export function metricsHistory(numPoints: number, numDegraded: number, random: Random): string {
  const lines = Array.from({ length: numPoints }, (_, i) => {
    const isDegraded = i >= numPoints - numDegraded;
    const point = {
      ts: timestamp(START_MS + i * HOUR_MS),
      roc_auc: around(random, isDegraded ? 0.877 : 0.929, 0.0016),
      pr_auc: around(random, isDegraded ? 0.797 : 0.858, 0.004),
      acc: around(random, isDegraded ? 0.836 : 0.868, 0.002),
      latency_p95_ms: Math.round(
        isDegraded ? uniform(random, 418, 476) : uniform(random, 205, 285)
      ),
      error_rate: around(random, isDegraded ? 0.034 : 0.016, 0.002)
    };
    return `${jsonLine(point)}\n`;
  });
  return lines.join('');
}

/** What a comparison of the two samples finds, column by column. */
export function driftReport(reference: readonly ChurnRow[], fresh: readonly ChurnRow[]): string {
  const names = (Object.keys(reference[0]!) as (keyof ChurnRow)[]).filter(
    name => name !== 'churned'
  );
  const features = Object.fromEntries(
    names.map(name => [
      name,
      roundTo(
        psi(
          reference.map(row => row[name]),
          fresh.map(row => row[name])
        ),
        10_000
      )
    ])
  );
  const isDrifted = Object.values(features).some(value => value > THRESHOLD);
  return `${JSON.stringify({ threshold: THRESHOLD, overall_drift: isDrifted, features }, null, 2)}\n`;
}

/** Local time of no zone, in microseconds. */
const timestamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '000');

const around = (random: Random, mean: number, deviation: number): number =>
  roundTo(mean + deviation * clamp(normal(random), -2.5, 2.5), 1000);

const jsonLine = (point: Readonly<Record<string, string | number>>): string =>
  `{${Object.entries(point)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(', ')}}`;
