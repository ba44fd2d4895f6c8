import * as plotLibrary from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { printable } from '../escape.ts';

/** The part of the two libraries' types that is needed: their own mention the DOM, which is not there. */
interface Element {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
}
type Mark = object;
interface Plot {
  plot(options: Readonly<Record<string, unknown>>): Element;
  rect(data: readonly object[], options: object): Mark;
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
  const svg = Plot.plot({ ...options, document });
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', printable(label));
  return svg.outerHTML;
}
