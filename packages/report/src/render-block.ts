import { type Block, type Cell, type Figures, type KeyFigures, type Table } from './blocks.ts';
import { escapeHtml, escapeName } from './escape.ts';
import { drawFigure } from './figures/draw.ts';

export function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map(item => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
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
  const classes = columns.map(classOf);
  const head = columns.map(
    ({ name }, i) => `<th scope="col"${classes[i]!}>${escapeHtml(name)}</th>`
  );
  const body = rows.map(cells => {
    const filled = cells.map((cell, i) =>
      i === 0
        ? `<th scope="row">${escapeName(typeof cell === 'string' ? cell : cell.text)}</th>`
        : `<td${classes[i] ?? ''}>${renderCell(cell)}</td>`
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

function classOf({ align, wrap }: Table['columns'][number]): string {
  const names = [...(align === 'right' ? ['right'] : []), ...(wrap === true ? ['wrap'] : [])];
  return names.length === 0 ? '' : ` class="${names.join(' ')}"`;
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
  const drawn = figures.map(({ title, note, legend: own, tone = 'plain', figure }) =>
    [
      `<figure><figcaption><strong>${escapeName(title)}</strong>`,
      note === undefined ? '' : ` <span class="${tone}">${escapeHtml(note)}</span>`,
      own === undefined ? '' : `<span class="legend">${renderKeys(own)}</span>`,
      `</figcaption>${drawFigure(figure)}</figure>`
    ].join('')
  );
  return [
    legend === undefined ? '' : `<p class="legend">${renderKeys(legend)}</p>\n`,
    `<div class="figures">\n${drawn.join('\n')}\n</div>`
  ].join('');
}

function renderKeys(legend: readonly [string, string]): string {
  return legend
    .map(
      (name, i) => `<span><i class="${i === 0 ? 'first' : 'second'}"></i>${escapeHtml(name)}</span>`
    )
    .join('');
}
