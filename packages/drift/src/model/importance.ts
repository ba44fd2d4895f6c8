import type { FullReport } from '../compare/report-schema.ts';

/** Parse feature_importances.csv: importance by column; undefined for another file. */
export function parseImportances(text: string): ReadonlyMap<string, number> | undefined {
  const [header = '', ...lines] = text.split('\n').filter(line => line !== '');
  if (!/^feature,importance(,|$)/.test(header)) return undefined;
  const importances = new Map<string, number>();
  for (const line of lines) {
    const found = /^(?:"((?:[^"]|"")*)"|([^,]*)),([^,]*)/.exec(line);
    const importance = Number(found?.[3] === '' ? NaN : found?.[3]);
    const name = found?.[1]?.replaceAll('""', '"') ?? found?.[2] ?? '';
    if (name !== '' && Number.isFinite(importance) && importance >= 0)
      importances.set(name, importance);
  }
  return importances;
}

/** Add each column's share of the importance, and the mean PSI weighted by it. */
export function weighByImportance(
  report: FullReport,
  importances: ReadonlyMap<string, number>
): FullReport {
  const known = Object.keys(report.columns).filter(name => importances.has(name));
  const total = known.reduce((sum, name) => sum + importances.get(name)!, 0);
  if (total === 0) return report;
  const shareOf = (name: string): number => (importances.get(name) ?? 0) / total;
  const columns: FullReport['columns'] = {};
  for (const [name, { bins, ...figures }] of Object.entries(report.columns))
    columns[name] = {
      ...figures,
      ...(importances.has(name) ? { importance: shareOf(name) } : {}),
      ...(bins === undefined ? {} : { bins })
    };
  return {
    ...report,
    columns,
    importance_weighted: {
      psi: known.reduce((sum, name) => sum + shareOf(name) * report.features[name]!, 0),
      columns: known.length
    }
  };
}
