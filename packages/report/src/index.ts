export { type Block, type Cell, type Figures, type Table } from './blocks.ts';
export {
  type Bars,
  type Curve,
  type Curves,
  type Figure,
  type Histogram,
  type PairedColumns,
  type PairedRows,
  type Series
} from './figures/figure.ts';
export { formatCount, formatPercent, formatValue } from './format.ts';
export { type Page, renderPage, type Section } from './page.ts';
export { type Tone } from './tone.ts';
