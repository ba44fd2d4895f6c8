import { dump } from 'js-yaml';
import { type DatasetSpec, datasetSpecSchema, type Feature } from './dataset-spec.ts';
import { parseYaml } from './parse-yaml.ts';

/** Parse the text of a dataset spec. The error lists every problem; `source` names the text in it. Errors: E_SPEC_INVALID. */
export function parseDatasetSpec(text: string, source: string): DatasetSpec {
  return parseYaml(datasetSpecSchema, text, source, {
    code: 'E_SPEC_INVALID',
    what: 'a dataset spec',
    check: value =>
      namesPrototype(value)
        ? [{ field: 'features', problem: 'a column must not be called "__proto__"' }]
        : []
  });
}

/** Zod silently ignores a key of this name. */
function namesPrototype(value: unknown): boolean {
  const { features } = (value ?? {}) as { features?: unknown };
  return typeof features === 'object' && features !== null && Object.hasOwn(features, '__proto__');
}

/** Format the spec as YAML, leaving out defaults. */
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
    Object.entries(feature).filter(
      ([key, value]) => value !== undefined && value !== defaults[key] && key !== 'learned'
    )
  );
}
