import type { Column } from '../binning/columns.ts';
import type { Engine } from '../engine.ts';
import type { Layout } from '../layout.ts';
import type { Params } from '../params.ts';

/** What all stages of one training share. */
export interface Session {
  readonly engine: Engine;
  readonly layout: Layout;
  readonly columns: readonly Column[];
  readonly params: Params;
  readonly numRows: number;
}
