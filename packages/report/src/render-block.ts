import { type Block, type Cell, type Figures, type KeyFigures, type Table } from './blocks.ts';
import { escapeHtml, escapeName } from './escape.ts';
import { drawFigure } from './figures/draw.ts';

export function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'key-figures':
      return renderKeyFigures(block);
    case 'table':
      return renderTable(block);
    case 'figures':
      return renderFigures(block);
  }
}

function renderKeyFigures({ figures }: KeyFigures): string {
  const items = figures.map(
    ({ name, value, tone = 'plain' }) =>
      `<div><dt>${escapeHtml(name)}</dt><dd class="${tone}">${escapeHtml(value)}</dd></div>`
  );
  return `<dl class="key-figures">${items.join('')}</dl>`;
}

function renderTable({ caption, columns, rows }: Table): string {
  const alignOf = (i: number): string => (columns[i]?.align === 'right' ? ' class="right"' : '');
  const head = columns.map(
    ({ name }, i) => `<th scope="col"${alignOf(i)}>${escapeHtml(name)}</th>`
  );
  const body = rows.map(cells => {
    const filled = cells.map((cell, i) =>
      i === 0
        ? `<th scope="row">${escapeName(typeof cell === 'string' ? cell : cell.text)}</th>`
        : `<td${alignOf(i)}>${renderCell(cell)}</td>`
    );
    return `<tr>${filled.join('')}</tr>`;
  });
  return [
    '<div class="table"><table>',
    caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>`,
    `<thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>\n${body.join('\n')}\n</tbody></table></div>`
  ].join('');
}

function renderCell(cell: Cell): string {
  if (typeof cell === 'string') return escapeHtml(cell);
  const { text, tone = 'plain', bar } = cell;
  const shown = `<span class="${tone}">${escapeHtml(text)}</span>`;
  if (bar === undefined) return shown;
  const limit =
    bar.limit === undefined ? '' : `<i class="limit" style="left:${width(bar.limit)}"></i>`;
  return `${shown}<span class="bar ${tone}"><i style="width:${width(bar.share)}"></i>${limit}</span>`;
}

function width(share: number): string {
  return `${(100 * Math.min(Math.max(share, 0), 1)).toFixed(1)}%`;
}

function renderFigures({ legend, figures }: Figures): string {
  const keys = legend.map(
    (name, i) => `<span><i class="${i === 0 ? 'first' : 'second'}"></i>${escapeHtml(name)}</span>`
  );
  const drawn = figures.map(({ title, note, tone = 'plain', figure }) =>
    [
      `<figure><figcaption><strong>${escapeHtml(title)}</strong>`,
      note === undefined ? '' : ` <span class="${tone}">${escapeHtml(note)}</span>`,
      `</figcaption>${drawFigure(figure)}</figure>`
    ].join('')
  );
  return `<p class="legend">${keys.join('')}</p>\n<div class="figures">\n${drawn.join('\n')}\n</div>`;
}
