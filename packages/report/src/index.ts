export {
  type Bar,
  type Block,
  type Cell,
  type Figures,
  type KeyFigures,
  type List,
  type Paragraph,
  type Table,
  type Tone
} from './blocks.ts';
export { escapeHtml } from './escape.ts';
export { drawFigure } from './figures/draw.ts';
export {
  type Bars,
  type Curve,
  type Curves,
  type Effect,
  type Figure,
  type Histogram,
  type Intervals,
  type PairedColumns,
  type PairedRows,
  type Series
} from './figures/figure.ts';
export { type Page, renderPage, type Section } from './page.ts';
