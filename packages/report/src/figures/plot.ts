import * as plotLibrary from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeHtml } from '../escape.ts';

/** The part of the two libraries' types that is needed: their own mention the DOM, which is not there. */
export type Mark = object;
interface Plot {
  plot(options: Readonly<Record<string, unknown>>): { readonly outerHTML: string };
  rect(data: readonly object[], options: object): Mark;
  line(data: readonly object[], options: object): Mark;
  dot(data: readonly object[], options: object): Mark;
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

/** Draw as inline SVG without scripts: the same bytes for the same options. */
export function drawSvg(label: string, options: Readonly<Record<string, unknown>>): string {
  const svg = Plot.plot({ ...options, document }).outerHTML;
  // Not through setAttribute: linkedom leaves < and & in attributes as they are.
  return svg.replace(/^<svg /, () => `<svg role="img" aria-label="${escapeHtml(label)}" `);
}
