import { basename, extname } from 'node:path';
import { EspalierError, type Problem, specColumns } from '@espalier/core';
import { type DatasetSpec, datasetSpecSchema } from '@espalier/core/contracts';
import { readColumnNames } from '../read-table.ts';
import type { ReadingRules } from '../reading.ts';
import type { OnColumns } from './facts.ts';
import { inferColumns } from './infer-columns.ts';
import type { Inference } from './infer-kind.ts';
import { inferPositive } from './infer-positive.ts';

export interface InferredSpec {
  readonly spec: DatasetSpec;
  readonly inferences: readonly Inference[];
  /** Undefined where nothing had to be inferred. */
  readonly numRows: number | undefined;
  readonly notes: readonly string[];
}

/** Up to this many rows every family is tried; on more it takes too long to be the default. */
const MAX_ROWS_FOR_AUTO = 100_000;

/** Facts about a table that the caller already knows. */
export interface Known {
  readonly target: string;
  readonly positive?: string | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly sensitive?: readonly string[] | undefined;
  readonly rules?: ReadingRules | undefined;
  readonly onColumns?: OnColumns | undefined;
}

/**
 * A whole dataset spec for a table that has none. Without `positive` the target must hold a plain yes and no. Errors: as of
 * inferColumns(), E_TARGET_POSITIVE_UNKNOWN, E_SPEC_INVALID.
 */
export async function inferSpec(path: string, known: Known): Promise<InferredSpec> {
  const { target, positive, ignore = [], sensitive = [], rules = { trim: true } } = known;
  if (target === '')
    throw new EspalierError(
      'E_COLUMN_MISSING',
      `Cannot find a column without a name in "${path}"`,
      'Pass --target COLUMN'
    );
  const spec = datasetSpecSchema.parse({
    ...rules,
    name: nameOf(path),
    target: { column: target, positive: positive ?? '1' },
    ignore: [...ignore],
    sensitive: [...sensitive]
  });
  const completed = await completeSpec(path, spec, known);
  const isLarge = (completed.numRows ?? 0) > MAX_ROWS_FOR_AUTO;
  return {
    ...completed,
    spec: {
      ...completed.spec,
      train: isLarge ? {} : { family: 'auto' },
      target: { column: target, positive: positive ?? (await inferPositive(path, target, rules)) }
    }
  };
}

/** A spec with the columns that it does not name inferred; all columns of the file have a role then. */
export async function completeSpec(
  path: string,
  spec: DatasetSpec,
  { onColumns }: Pick<Known, 'onColumns'> = {}
): Promise<InferredSpec> {
  const { target, ignore, sensitive, group, time, weight, features } = spec;
  const names = await readColumnNames(path, spec);
  const hasRole = new Set([...specColumns(spec), '']);
  if (names.every(name => hasRole.has(name)) && Object.keys(features).length > 0)
    return { spec, inferences: [], notes: [], numRows: undefined };
  const own = [target.column, ...sensitive, ...Object.keys(features)];
  const aside = [group, time, weight].filter(column => column !== undefined);
  const { spec: rest, ...found } = await inferColumns(path, {
    except: [...new Set([...own, ...aside])],
    ignored: ignore,
    rules: spec,
    ...(onColumns === undefined ? {} : { onColumns })
  });
  if (Object.keys(features).length + Object.keys(rest.features).length === 0)
    throw new EspalierError(
      'E_SPEC_INVALID',
      `Cannot find a feature in "${path}": every column beside the target is set aside`,
      'Pass a table with columns that describe rows, or name them as features in a dataset spec',
      {
        details: found.inferences.map(({ column, because }): Problem => ({
          field: column,
          problem: because
        }))
      }
    );
  return {
    spec: {
      ...spec,
      ignore: [...ignore, ...rest.ignore],
      features: { ...features, ...rest.features }
    },
    ...found
  };
}

/** A model name out of a file name. */
function nameOf(path: string): string {
  const base = basename(path).replace(/\.gz$/i, '');
  const name = basename(base, extname(base))
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 128);
  return name === '' ? 'model' : name;
}
