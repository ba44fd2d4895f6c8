import { renderPage } from '@espalier/report';
import { calibrationSection } from './calibration.ts';
import { dataSection } from './data.ts';
import { decisionSection } from './decision.ts';
import { fairnessSection } from './fairness.ts';
import { importancesSection } from './importances.ts';
import { leaderboardSections } from './leaderboard.ts';
import { makingSection } from './making.ts';
import { metricsSection } from './metrics.ts';
import { rankingSection } from './ranking.ts';
import { type TrainReport } from './report.ts';
import { shortSection, summaryOf } from './verdict.ts';

/** The training as one page for a person, the verdict on top. It shows no row; of a column's values only what the spec allows. */
export function renderTrainPage(report: TrainReport): string {
  const { name, version } = report.spec;
  return renderPage({
    title: `${name} ${version}: training report`,
    summary: summaryOf(report),
    sections: [
      shortSection(report),
      rankingSection(report),
      calibrationSection(report),
      decisionSection(report),
      importancesSection(report),
      ...(report.trained.fairness === undefined
        ? []
        : [fairnessSection(report.trained.fairness, report.metrics.mitigation)]),
      metricsSection(report),
      ...leaderboardSections(report),
      dataSection(report),
      makingSection(report)
    ]
  });
}
