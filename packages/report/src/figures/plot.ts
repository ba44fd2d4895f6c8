import * as plotLibrary from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeHtml } from '../escape.ts';

/** The part of Plot's types that is used: its own ones mention the DOM, which does not exist here. */
export type Mark = object;
interface Plot {
  plot(options: Readonly<Record<string, unknown>>): { readonly outerHTML: string };
  rect(data: readonly object[], options: object): Mark;
  line(data: readonly object[], options: object): Mark;
  dot(data: readonly object[], options: object): Mark;
  text(data: readonly object[], options: object): Mark;
  link(data: readonly object[], options: object): Mark;
  ruleX(data: readonly number[], options?: object): Mark;
  ruleY(data: readonly number[], options?: object): Mark;
  axisX(options: object): Mark;
  axisX(data: readonly number[], options: object): Mark;
  axisY(options: object): Mark;
  axisY(data: readonly number[], options: object): Mark;
  gridX(options: object): Mark;
  gridY(options: object): Mark;
}

export const Plot = plotLibrary as unknown as Plot;

const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as {
  document: object;
};

/** Draw inline SVG without scripts. The same options give the same bytes. */
export function drawSvg(label: string, options: Readonly<Record<string, unknown>>): string {
  const svg = Plot.plot({ ...options, document }).outerHTML;
  // Not through setAttribute: linkedom does not escape < and & in attributes.
  return shrink(svg).replace(/^<svg /, () => `<svg role="img" aria-label="${escapeHtml(label)}" `);
}

/** Without what the style sheet says for all figures, and without decimals that cannot be seen. */
function shrink(svg: string): string {
  return svg
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/ class="plot-\w+"/, '')
    .replace(/="[^"]*"/g, value =>
      value.replace(/\d+\.\d{3,}/g, digits => String(Number(Number(digits).toFixed(2))))
    );
}
