import type { Io } from '@espalier/cli';
import {
  formatMetric,
  formatRoundMetrics,
  type RoundMetrics,
  type Work
} from '@espalier/cli/watch';
import { appendLine, checkWritableFile } from '@espalier/core/files';
import type { FullReport } from '../compare/report-schema.ts';
import { renderPrometheus } from '../output/prometheus.ts';
import { compareOnce, type CompareOptions } from '../run.ts';
import { historyLine } from './history.ts';

export interface ComparingOptions extends CompareOptions {
  readonly history: string;
}

/** Comparisons round by round. */
export interface Comparing extends Work {
  /** The gauges of the last report, and the metrics of the rounds. */
  readonly format: (metrics: RoundMetrics) => string;
}

export function createComparing(options: ComparingOptions, io: Io): Comparing {
  let last: { readonly report: FullReport; readonly time: Date } | undefined;
  let isFailing = false;
  return {
    product: 'report',
    async round() {
      await checkWritableFile(options.history);
      const { report, window } = await compareOnce(options, io);
      const time = io.now();
      await appendLine(options.history, JSON.stringify(historyLine(report, window, time)));
      last = { report, time };
      isFailing = false;
    },
    failed() {
      isFailing = true;
    },
    format: metrics =>
      [
        ...formatRoundMetrics('espalier_drift_watch', 'report', metrics),
        ...formatMetric(
          'espalier_drift_watch_failing',
          'gauge',
          'Did the last round make no report, so that the gauges are those of an earlier one?',
          [['', Number(isFailing)]]
        ),
        last === undefined ? '' : renderPrometheus(last.report, last.time)
      ].join('\n')
  };
}
