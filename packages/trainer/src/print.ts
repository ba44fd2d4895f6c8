import type { Bundle } from '@espalier/bundle';
import { type Io, type Style, styleOf } from '@espalier/cli';
import { present } from '@espalier/core';
import type { Metrics } from '@espalier/core/contracts';
import { formatFindings } from '@espalier/core/metrics';
import type { Trained } from './trained.ts';

/** Print the result for a person. */
export function printTrained(
  bundle: Bundle,
  { fairness, evaluation, leaderboard }: Trained,
  outdir: string,
  io: Io
): void {
  const style = styleOf(io);
  const { manifest, metrics } = bundle;
  const [low, high] = evaluation.intervals.roc_auc;
  const lines = [
    style.bold(`${manifest.name} ${manifest.version}, ${manifest.family}`),
    `  on ${metrics.rows_validation} validation rows (${metrics.rows_train} trained on, seed ${metrics.seed}${metrics.weight === undefined ? '' : `, weighed by ${metrics.weight}`}):`,
    `  ROC-AUC ${digits(metrics.roc_auc)} (95%: ${digits(low)} to ${digits(high)})`,
    `  PR-AUC ${digits(metrics.pr_auc)}  accuracy ${digits(metrics.accuracy)}  log loss ${digits(metrics.log_loss)}  Brier ${digits(metrics.brier)}`,
    `  precision ${digits(metrics.precision)}  recall ${digits(metrics.recall)}  F1 ${digits(metrics.f1)}  at threshold ${Number(metrics.threshold.toPrecision(4))}`,
    ...(leaderboard.length > 2
      ? leaderboard.map(
          ({ family, roc_auc, log_loss }) =>
            `  tried ${family}: ROC-AUC ${digits(roc_auc)}, log loss ${digits(log_loss)} on training rows held back`
        )
      : []),
    ...(fairness ? formatFindings(fairness) : []).map(line => `  ${line}`),
    ...mitigationLines(metrics),
    ...(metrics.warnings ?? []).map(warning => `  ${style.yellow('warning')}: ${warning}`),
    `  ${verdict(bundle, style)}`,
    `  wrote the bundle to ${outdir} (content ${manifest.content_sha256.slice(0, 12)})`
  ];
  io.stderr.write(`${lines.join('\n')}\n`);
}

/** Cost and benefit of the mitigation. */
function mitigationLines({ mitigation }: Metrics): string[] {
  if (mitigation === undefined) return [];
  const { method, column, before, after } = mitigation;
  const change = (name: string, key: keyof typeof before): string =>
    `${name} ${digits(before[key])} to ${digits(after[key])}`;
  return [
    `  mitigation, ${method} for ${column}: ${change('ROC-AUC', 'roc_auc')}, ${change('accuracy', 'accuracy')}`,
    `    ${change('demographic parity difference', 'demographic_parity_difference')}, ${change('equal opportunity difference', 'equal_opportunity_difference')}`
  ];
}

/** The result as `--json` prints it. */
export function documentOf(
  { manifest, metrics }: Bundle,
  { fairness }: Trained,
  outdir: string
): Record<string, unknown> {
  const { name, version, family, content_sha256 } = manifest;
  return present({
    outdir,
    name,
    version,
    family,
    content_sha256,
    metrics,
    fairness: fairness?.findings
  });
}

function verdict({ metrics, spec }: Bundle, style: Style): string {
  const gate = spec.train.gate?.roc_auc;
  if (gate === undefined) return 'no gate';
  if (metrics.gate === 'passed')
    return style.green(
      `gate passed: ROC-AUC ${digits(metrics.roc_auc)}, at least ${gate} required`
    );
  return style.red(
    `gate failed: ROC-AUC ${digits(metrics.roc_auc)} is ${digits(gate - metrics.roc_auc)} under the gate of ${gate}; nothing is promoted`
  );
}

function digits(value: number): string {
  return value.toFixed(4);
}
