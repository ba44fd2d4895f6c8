import type { Block, Figures, KeyFigures } from './blocks.ts';
import { escapeHtml, escapeName } from './escape.ts';
import { drawFigure } from './figures/draw.ts';
import { renderTable } from './render-table.ts';

export function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p${block.tone === undefined ? '' : ` class="${block.tone}"`}>${escapeHtml(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map(item => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'command':
      return `<pre><code>${escapeLines(block.text)}</code></pre>`;
    case 'key-figures':
      return renderKeyFigures(block);
    case 'table':
      return renderTable(block);
    case 'figures':
      return renderFigures(block);
    case 'side-by-side':
      return `<div class="side-by-side">\n${block.blocks.map(one => `<div>${renderBlock(one)}</div>`).join('\n')}\n</div>`;
    case 'fold':
      return `<details class="fold"><summary>${escapeHtml(block.title)}</summary>\n${block.blocks.map(renderBlock).join('\n')}\n</details>`;
  }
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeHtml).join('\n');
}

function renderKeyFigures({ figures }: KeyFigures): string {
  const items = figures.map(
    ({ name, value, note, tone = 'plain' }) =>
      `<div><dt>${escapeHtml(name)}</dt><dd class="${tone}">${escapeHtml(value)}${
        note === undefined ? '' : ` <small>${escapeHtml(note)}</small>`
      }</dd></div>`
  );
  return `<dl class="key-figures">${items.join('')}</dl>`;
}

function renderFigures({ caption, legend, figures }: Figures): string {
  const drawn = figures.map(({ title, note, caption: own, legend: keys, tone = 'plain', figure }) =>
    [
      `<figure><figcaption><strong>${escapeName(title)}</strong>`,
      note === undefined ? '' : ` <span class="${tone}">${escapeHtml(note)}</span>`,
      keys === undefined ? '' : `<span class="legend">${renderKeys(keys)}</span>`,
      `</figcaption>${drawFigure(figure)}`,
      own === undefined ? '' : `<p class="how">${escapeHtml(own)}</p>`,
      '</figure>'
    ].join('')
  );
  return [
    caption === undefined ? '' : `<p class="how">${escapeHtml(caption)}</p>\n`,
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
