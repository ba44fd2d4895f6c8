import type { Cell, Table } from './blocks.ts';
import { escapeHtml, escapeName } from './escape.ts';

/** Rows of a long table that stand before its fold. */
const LEAD = 10;
/** With more columns than these a phone would hide some: there each row is a card. */
const MAX_NARROW_COLUMNS = 5;
/** A fold that hides fewer rows saves no room. */
const MIN_FOLDED = 3;

export function renderTable({ title, caption, columns, rows, lead = LEAD }: Table): string {
  const classes = columns.map(classOf);
  const isWide = columns.length > MAX_NARROW_COLUMNS;
  const attributes = columns.map(({ name }, i) =>
    isWide ? `${classes[i]!} data-name="${escapeHtml(name)}"` : classes[i]!
  );
  const head = columns.map(
    ({ name }, i) => `<th scope="col"${classes[i]!}>${escapeHtml(name)}</th>`
  );
  const body = rows.map(cells => renderRow(cells, attributes));
  const numLead = rows.length - lead < MIN_FOLDED ? rows.length : lead;
  const rest = body.slice(numLead);
  return [
    title === undefined ? '' : `<h3>${escapeHtml(title)}</h3>`,
    `<div class="table${isWide ? ' cards' : ''}"><table>`,
    renderCaption(caption, rest.length),
    `<thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>\n${body.slice(0, numLead).join('\n')}\n</tbody>`,
    rest.length === 0 ? '' : `<tbody class="rest">\n${rest.join('\n')}\n</tbody>`,
    '</table></div>'
  ].join('');
}

/** The switch of a fold stands in the caption, below the rows: the style sheet hides the rest until it is open. */
function renderCaption(caption: string | undefined, numFolded: number): string {
  const fold =
    numFolded === 0
      ? ''
      : `<details class="rows"><summary>${numFolded} more rows</summary></details>`;
  const text = caption === undefined ? '' : escapeHtml(caption);
  return fold === '' && text === '' ? '' : `<caption>${fold}${text}</caption>`;
}

function renderRow(cells: readonly Cell[], attributes: readonly string[]): string {
  const filled = cells.map((cell, i) =>
    i === 0
      ? `<th scope="row">${escapeName(typeof cell === 'string' ? cell : cell.text)}</th>`
      : `<td${attributes[i] ?? ''}>${renderCell(cell)}</td>`
  );
  return `<tr>${filled.join('')}</tr>`;
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
