import type { Bundle } from '@espalier/bundle';
import { present } from '@espalier/core';
import type { DatasetSpec, Feature, ReadingKeys } from '@espalier/core/contracts';
import { parseReadOptions } from '@espalier/core/contracts';

/**
 * The bundle for a table that is written in another way than that of the training. Markers of missing cells are added to those
 * of the spec; other keys replace the spec's, those of single columns too. Errors: E_USAGE.
 */
export function withReading(bundle: Bundle, options: readonly string[] | undefined): Bundle {
  if (options === undefined) return bundle;
  const rules = parseReadOptions(options);
  const { spec } = bundle;
  const features = Object.entries(spec.features).map(([name, feature]): [string, Feature] => [
    name,
    readOtherwise(feature, rules)
  ]);
  return {
    ...bundle,
    spec: {
      ...spec,
      ...rules,
      ...addMarkers(spec, rules),
      features: Object.fromEntries(features)
    }
  };
}

function readOtherwise(feature: Feature, rules: ReadingKeys): Feature {
  const marked = {
    ...feature,
    ...(feature.missing_values === undefined ? {} : addMarkers(feature, rules))
  };
  const isOther = rules.decimal !== undefined || rules.thousands !== undefined;
  if (marked.kind === 'number' && isOther)
    // What the column has of its own would not fit the rest.
    return present({
      ...marked,
      decimal: rules.decimal,
      thousands: rules.thousands
    });
  if (marked.kind === 'date') return { ...marked, ...present({ order: rules.date_order }) };
  return marked;
}

function addMarkers(
  { missing_values = [] }: Pick<DatasetSpec, 'missing_values'>,
  rules: ReadingKeys
): Pick<DatasetSpec, 'missing_values'> {
  return rules.missing_values === undefined
    ? {}
    : { missing_values: [...missing_values, ...rules.missing_values] };
}
