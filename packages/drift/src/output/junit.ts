import { listBrokenColumns } from '@espalier/core/contracts';
import type { ColumnReport, FullReport } from '../compare/report-schema.ts';
import { describeFinding, describeVerdict } from './sentences.ts';

/**
 * Render JUnit XML: a test case per column, which fails when the column drifts or is broken, and one for overall drift.
 */
export function renderJunit(report: FullReport): string {
  const columns = Object.entries(report.columns).map(([name, column]) =>
    testCase(name, failuresOf(name, column, report))
  );
  const overall = testCase('overall_drift', report.overall_drift ? [describeVerdict(report)] : []);
  const cases = [overall, ...columns];
  const failures = cases.filter(({ isFailed }) => isFailed).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failures}">`,
    `  <testsuite name="drift" tests="${cases.length}" failures="${failures}" errors="0" skipped="0">`,
    ...cases.map(({ xml }) => xml),
    '  </testsuite>',
    '</testsuites>',
    ''
  ].join('\n');
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
