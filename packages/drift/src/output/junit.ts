import { listBrokenColumns } from '@espalier/core/contracts';
import type { ColumnReport, FullReport } from '../compare/report-schema.ts';
import { describeLabels, describeRealised } from './model-sentences.ts';
import { describeFinding, describeVerdict } from './sentences.ts';

/**
 * Render JUnit XML: a test case per column, which fails when the column drifts or is broken and is skipped when it is not
 * compared, one for overall drift, and those of the labels.
 */
export function renderJunit(report: FullReport): string {
  const columns = Object.entries(report.columns).map(([name, column]) =>
    testCase(name, failuresOf(name, column, report))
  );
  const overall = testCase('overall_drift', report.overall_drift ? [describeVerdict(report)] : []);
  const skipped = report.left_out.map(({ column, because }) => skippedCase(column, because));
  const cases = [overall, ...labelCases(report), ...columns, ...skipped];
  const failures = cases.filter(({ isFailed }) => isFailed).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failures}">`,
    `  <testsuite name="drift" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped.length}">`,
    ...cases.map(({ xml }) => xml),
    '  </testsuite>',
    '</testsuites>',
    ''
  ].join('\n');
}

/** Where there are labels: their shift, the model measured by them, and the estimate that they test. */
function labelCases({ labels, performance }: FullReport): ReturnType<typeof testCase>[] {
  const realised = performance?.realised;
  const agreement = performance?.checks.find(({ check }) => check === 'agrees_with_labels');
  return [
    ...(labels === undefined
      ? []
      : [testCase('label_shift', labels.verdict === 'drift' ? [describeLabels(labels)] : [])]),
    ...(realised === undefined
      ? []
      : [
          testCase(
            'realised_performance',
            realised.verdict === 'worse'
              ? [describeRealised(realised, performance?.reference['roc_auc'])]
              : []
          )
        ]),
    ...(agreement === undefined
      ? []
      : [testCase('estimate_agrees_with_labels', agreement.passed ? [] : [agreement.because])])
  ];
}

function failuresOf(name: string, column: ColumnReport, report: FullReport): string[] {
  const { verdict, psi, psi_expected, threshold = report.threshold } = column;
  const isBroken = listBrokenColumns(report).some(({ column: at }) => at === name);
  const broken = isBroken ? report.findings.filter(({ column: at }) => at === name) : [];
  return [
    ...(verdict === 'drift'
      ? [
          `PSI ${psi.toFixed(4)} exceeds ${threshold}; expected without drift: ${psi_expected.toFixed(4)}`
        ]
      : []),
    ...broken.map(describeFinding)
  ];
}

function testCase(name: string, failures: readonly string[]): { xml: string; isFailed: boolean } {
  const attributes = `classname="drift" name="${escapeXml(name)}"`;
  if (failures.length === 0) return { xml: `    <testcase ${attributes}/>`, isFailed: false };
  const message = escapeXml(failures.join('; '));
  return {
    xml: `    <testcase ${attributes}><failure message="${message}" type="drift"/></testcase>`,
    isFailed: true
  };
}

function skippedCase(name: string, because: string): { xml: string; isFailed: boolean } {
  const attributes = `classname="drift" name="${escapeXml(name)}"`;
  const message = escapeXml(`not compared: ${because}`);
  return {
    xml: `    <testcase ${attributes}><skipped message="${message}"/></testcase>`,
    isFailed: false
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;'
};

function escapeXml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"]/g, character => ENTITIES[character]!);
}
