import { type Block, formatValue } from '@espalier/report';
import type { ColumnReport } from '../compare/report-schema.ts';
import { describeCentre, isMostlyEmptyBins } from '../output/sentences.ts';
import { choosePsiTone } from './column-table.ts';
import { createFigure } from './figure.ts';

/** A page with more drawings than this opens slowly on a phone. */
const MAX_FIGURES = 60;

/** Draw both distributions of each column, the most shifted first. */
export function createDistributions(
  ranked: readonly (readonly [name: string, column: ColumnReport])[]
): Block {
  return {
    kind: 'figures',
    caption: `Share of the rows of each side, bin by bin.${ranked.length > MAX_FIGURES ? ` The ${MAX_FIGURES} most shifted columns.` : ''}`,
    legend: ['reference', 'new'],
    figures: ranked.slice(0, MAX_FIGURES).flatMap(([name, column]) => {
      const figure = createFigure(name, column);
      return figure === undefined
        ? []
        : [
            {
              title: name,
              note: `PSI ${column.psi.toFixed(3)}`,
              ...captionOf(column),
              tone: choosePsiTone(column.verdict),
              figure
            }
          ];
    })
  };
}

function captionOf(column: ColumnReport): { caption?: string } {
  const parts = [
    describeCentre(column, formatValue),
    isMostlyEmptyBins(column)
      ? 'most of the PSI comes from bins that one side leaves empty'
      : undefined
  ].filter(part => part !== undefined);
  return parts.length === 0 ? {} : { caption: parts.join('; ') };
}
