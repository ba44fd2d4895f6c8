import { dump, load } from 'js-yaml';
import { type DatasetSpec, datasetSpecSchema, type Feature } from './contracts/dataset-spec.ts';
import { EspalierError } from './errors.ts';
import { schemaProblems } from './schema-problems.ts';

/** Read the text of a dataset spec; every problem in it is named, with the nearest known key. `source` is for messages. */
export function parseDatasetSpec(text: string, source: string): DatasetSpec {
  let value: unknown;
  try {
    value = load(text);
  } catch (cause) {
    throw new EspalierError(
      'E_SPEC_INVALID',
      `Cannot read "${source}" as YAML${yamlPlace(text, cause)}`,
      'Mend the YAML of the dataset spec',
      { cause }
    );
  }
  const result = datasetSpecSchema.safeParse(value, { reportInput: true });
  const problems = result.success ? [] : schemaProblems(datasetSpecSchema, result.error);
  if (namesPrototype(value))
    problems.push({ field: 'features', problem: 'no column may be called "__proto__"' });
  if (result.success && problems.length === 0) return result.data;
  throw new EspalierError(
    'E_SPEC_INVALID',
    `Cannot use "${source}" as a dataset spec`,
    'Mend what is listed; docs/formats.md describes the file',
    { details: problems.map(problem => ({ file: source, ...problem })) }
  );
}

/** Zod passes over a key of this name without a word. */
function namesPrototype(value: unknown): boolean {
  const { features } = (value ?? {}) as { features?: unknown };
  return typeof features === 'object' && features !== null && Object.hasOwn(features, '__proto__');
}

function yamlPlace(text: string, cause: unknown): string {
  if (text.trim() === '') return ': the file is empty';
  if (!(cause instanceof Error) || !('mark' in cause)) return '';
  const mark = cause.mark as { line?: number } | undefined;
  return mark?.line === undefined ? '' : `: line ${mark.line + 1}`;
}

/** The spec as YAML, without what is at its default anyway. */
export function formatDatasetSpec(spec: DatasetSpec): string {
  const features = Object.fromEntries(
    Object.entries(spec.features).map(([name, feature]) => [name, withoutDefaults(feature)])
  );
  const written = { ...spec, features };
  const filled = Object.entries(written).filter(([, value]) => !isEmpty(value));
  return dump(Object.fromEntries(filled), { lineWidth: 120, flowLevel: 2, noRefs: true });
}

function isEmpty(value: unknown): boolean {
  return (
    value === false ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}

function withoutDefaults(feature: Feature): Record<string, unknown> {
  const defaults: Record<string, unknown> = {
    integer: false,
    outside: 'flag',
    unknown: 'reject',
    missing: 'impute',
    show: false,
    private: false
  };
  return Object.fromEntries(
    Object.entries(feature).filter(([key, value]) => value !== undefined && value !== defaults[key])
  );
}

/** The columns that a file of this dataset should have, in the order of the spec. */
export function specColumns(spec: DatasetSpec): string[] {
  return [...Object.keys(spec.features), ...spec.sensitive, ...spec.ignore, spec.target.column];
}
