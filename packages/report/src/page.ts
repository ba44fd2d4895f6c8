import { type Block, type Tone } from './blocks.ts';
import { escapeHtml } from './escape.ts';
import { renderBlock } from './render-block.ts';
import { STYLE_SHEET } from './style-sheet.ts';

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Page {
  readonly title: string;
  /** The answer in one sentence; it stands on top. */
  readonly summary: { readonly tone: Tone; readonly text: string };
  readonly sections: readonly Section[];
}

/**
 * One self-contained page: no scripts, nothing loaded from anywhere, readable on a phone, in light and dark. The same
 * page gives the same bytes.
 */
export function renderPage({ title, summary, sections }: Page): string {
  const parts = sections.map(
    section =>
      `<section>\n<h2>${escapeHtml(section.title)}</h2>\n${section.blocks.map(renderBlock).join('\n')}\n</section>`
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>
${STYLE_SHEET}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="summary ${summary.tone}">${escapeHtml(summary.text)}</p>
</header>
<main>
${parts.join('\n')}
</main>
</body>
</html>
`;
}
