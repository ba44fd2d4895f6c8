import { writeAtomic } from '@espalier/core/files';
import type { SourceNames } from './source-names.ts';
import type { FullReport } from '../compare/report-schema.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderPrometheus } from './prometheus.ts';

/** Paths of the report's forms; only JSON is always written. */
export interface OutputPaths {
  readonly out: string;
  readonly html?: string;
  readonly junit?: string;
  readonly prometheus?: string;
  readonly markdown?: string;
}

/** Write the report in every requested form. */
export async function writeOutputs(
  report: FullReport,
  names: SourceNames,
  { out, html, junit, prometheus, markdown }: OutputPaths,
  now: Date
): Promise<void> {
  await writeAtomic(out, `${JSON.stringify(report, undefined, 2)}\n`);
  if (html !== undefined) {
    const { renderDriftPage } = await import('../page/drift-page.ts');
    await writeAtomic(html, renderDriftPage(report, names));
  }
  if (junit !== undefined) await writeAtomic(junit, renderJunit(report));
  if (prometheus !== undefined) await writeAtomic(prometheus, renderPrometheus(report, now));
  if (markdown !== undefined) await writeAtomic(markdown, renderMarkdown(report, names));
}
