import { renderPage } from '@espalier/report';
import { calibrationSection } from './calibration.ts';
import { comparisonSections } from './comparison.ts';
import { dataSection } from './data.ts';
import { decisionSection } from './decision.ts';
import { examplesSection } from './examples.ts';
import { fairnessSection } from './fairness.ts';
import { importancesSection } from './importances.ts';
import { leaderboardSections } from './leaderboard.ts';
import { makingSection } from './making.ts';
import { metricsSection } from './metrics.ts';
import { overfittingSection } from './overfitting.ts';
import { rankingSection } from './ranking.ts';
import type { TrainReport } from './report.ts';
import { factsOf, shortSection, summaryOf } from './verdict.ts';

/** The training as one page, the verdict first. It shows aggregates of columns that are not private, and no row. */
export function renderTrainPage(report: TrainReport): string {
  return renderPage({
    title: `${report.spec.name}: training report`,
    facts: factsOf(report),
    summary: summaryOf(report),
    sections: [
      shortSection(report),
      ...comparisonSections(report),
      importancesSection(report),
      examplesSection(report),
      rankingSection(report),
      decisionSection(report),
      calibrationSection(report),
      overfittingSection(report),
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
