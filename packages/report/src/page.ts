import type { Block } from './blocks.ts';
import { escapeHtml } from './escape.ts';
import { renderBlock } from './render-block.ts';
import { slugs } from './slugs.ts';
import { STYLE_SHEET } from './style-sheet.ts';
import type { Tone } from './tone.ts';

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Closed until it is opened: on a phone alone, or on every screen. Printed open. */
  readonly fold?: 'phone' | 'always';
}

export interface Page {
  readonly title: string;
  /** Date, data, version: what tells this page from its siblings. */
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
  /** The answer in one sentence. */
  readonly summary: { readonly tone: Tone; readonly text: string };
  readonly sections: readonly Section[];
}

/** A list of contents is worth its room from this many sections. */
const MIN_CONTENTS = 4;

/**
 * Render one self-contained page for screens of any width, light, dark and print: no scripts, nothing loaded from elsewhere.
 * The same page gives the same bytes.
 */
export function renderPage({ title, facts = [], summary, sections }: Page): string {
  const ids = slugs(sections.map(section => section.title));
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
${renderFacts(facts)}<p class="summary ${summary.tone}">${escapeHtml(summary.text)}</p>
</header>
${sections.length < MIN_CONTENTS ? '' : renderContents(sections, ids)}<main>
${sections.map((section, i) => renderSection(section, ids[i]!)).join('\n')}
</main>
</body>
</html>
`;
}

function renderFacts(facts: NonNullable<Page['facts']>): string {
  if (facts.length === 0) return '';
  const items = facts.map(
    ({ name, value }) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`
  );
  return `<dl class="facts">${items.join('')}</dl>\n`;
}

function renderContents(sections: readonly Section[], ids: readonly string[]): string {
  const links = sections.map(
    ({ title }, i) => `<li><a href="#${ids[i]!}">${escapeHtml(title)}</a></li>`
  );
  return `<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>\n`;
}

/** The target of a link lies inside what is folded: following the link then opens it. */
function renderSection({ title, blocks, fold }: Section, id: string): string {
  const heading = `<h2>${escapeHtml(title)}</h2>`;
  const body = blocks.map(renderBlock).join('\n');
  return fold === undefined
    ? `<section id="${id}">\n${heading}\n${body}\n</section>`
    : `<section><details class="section fold-${fold}"><summary>${heading}</summary>\n<div id="${id}" class="body">\n${body}\n</div></details></section>`;
}
