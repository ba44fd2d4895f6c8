import { describe, expect, test } from '@jest/globals';
import { drawFigure } from '../src/figures/draw.ts';
import { escapeHtml } from '../src/escape.ts';
import { formatCount, formatPercent, formatValue } from '../src/format.ts';
import { type Page, renderPage } from '../src/page.ts';

const NASTY = `<script>alert("1")</script> & 'x'\u0000`;

const page: Page = {
  title: NASTY,
  facts: [{ name: NASTY, value: NASTY }],
  summary: { tone: 'bad', text: NASTY },
  sections: [
    {
      title: NASTY,
      blocks: [
        { kind: 'paragraph', text: NASTY },
        { kind: 'list', items: [NASTY, 'second'] },
        { kind: 'command', text: `${NASTY}\nsecond line` },
        { kind: 'fold', title: NASTY, blocks: [{ kind: 'paragraph', text: NASTY }] },
        { kind: 'side-by-side', blocks: [{ kind: 'paragraph', text: NASTY }] },
        {
          kind: 'key-figures',
          figures: [{ name: NASTY, value: NASTY, note: NASTY, tone: 'good' }]
        },
        {
          kind: 'table',
          caption: NASTY,
          columns: [{ name: NASTY }, { name: 'PSI', align: 'right' }],
          rows: [[NASTY, { text: NASTY, tone: 'unsure', bar: { share: 3, limit: 0.5 } }]]
        },
        {
          kind: 'figures',
          caption: NASTY,
          legend: [NASTY, 'new'],
          figures: [
            {
              title: NASTY,
              note: NASTY,
              legend: ['first', NASTY],
              figure: {
                kind: 'paired-rows',
                label: NASTY,
                names: [NASTY, 'new'],
                bins: [
                  { label: NASTY, values: [0.5, 0.25] },
                  { label: '', values: [0, 0] }
                ]
              }
            },
            {
              title: 'columns',
              figure: {
                kind: 'paired-columns',
                label: NASTY,
                names: ['reference', 'new'],
                bins: [
                  { label: 'under 5', values: [0.1, 0.2] },
                  { label: NASTY, tick: { text: NASTY, at: 'bound' }, values: [0.9, 0.8] }
                ]
              }
            }
          ]
        }
      ]
    }
  ]
};

describe('renderPage()', () => {
  const html = renderPage(page);

  test('escapes whatever it is given', () => {
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/[^\P{Cc}\n]/u);
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)');
  });

  test('loads nothing and runs nothing', () => {
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(
      /<(script|link|img|iframe|object)\b|\bon\w+=|javascript:|@import|url\(/i
    );
    expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:/);
  });

  test('is made for phones and for both colour schemes', () => {
    expect(html).toContain('name="viewport"');
    expect(html).toContain('prefers-color-scheme: dark');
  });

  test('gives the same bytes for the same page', () => {
    expect(renderPage(page)).toBe(html);
  });

  test('lists the contents of a long page, each link with its target', () => {
    expect(html).not.toContain('<nav');
    const titles = ['In short', 'Curves & more', 'Curves, more', 'Ändern', '%'];
    const long = renderPage({
      ...page,
      sections: titles.map((title, i) => ({
        title,
        blocks: [],
        ...(i % 2 === 0 ? {} : { fold: 'phone' as const })
      }))
    });
    const targets = [...long.matchAll(/<a href="#([^"]*)"/g)].map(match => match[1]!);
    expect(targets).toEqual(['in-short', 'curves-more', 'curves-more--2', 'ndern', 'section']);
    for (const target of targets) expect(long.split(`id="${target}"`)).toHaveLength(2);
    expect(long.match(/<details class="section fold-phone">/g)).toHaveLength(2);
  });

  test('folds the rows of a long table, and not one or two of them', () => {
    const withRows = (numRows: number): string =>
      renderPage({
        ...page,
        sections: [
          {
            title: 'rows',
            blocks: [
              {
                kind: 'table',
                columns: [{ name: 'name' }],
                rows: Array.from({ length: numRows }, (_, i) => [`row ${i}`])
              }
            ]
          }
        ]
      });
    expect(withRows(12)).not.toContain('<details');
    expect(withRows(60)).toContain('<summary>50 more rows</summary>');
    expect(withRows(60).match(/<th scope="row">/g)).toHaveLength(60);
    expect(html).toMatch(/@media print \{[^@]*\.rest \{ display: table-row-group; \}/);
  });

  test('makes a card of each row of a wide table on a phone, with the names of its cells', () => {
    const table = (numColumns: number): string =>
      renderPage({
        title: 't',
        summary: { tone: 'good', text: 's' },
        sections: [
          {
            title: 'one',
            blocks: [
              {
                kind: 'table',
                columns: Array.from({ length: numColumns }, (_, i) => ({ name: `c<${i}` })),
                rows: [Array.from({ length: numColumns }, (_, i) => String(i))]
              }
            ]
          }
        ]
      });
    expect(table(6)).toContain('<div class="table cards">');
    expect(table(6)).toContain('<td data-name="c&lt;5">5</td>');
    expect(table(5)).not.toContain('<td data-name');
  });

  test('keeps bars within their box', () => {
    expect(html).toContain('style="width:100.0%"');
    expect(html).toContain('style="left:50.0%"');
  });
});

describe('drawFigure()', () => {
  test('draws two bars a bin, each with its tooltip', () => {
    const svg = drawFigure({
      kind: 'paired-columns',
      label: 'shares',
      names: ['before', 'after'],
      bins: [
        { label: 'low', tick: { text: '1', at: 'bin' }, values: [0.25, 0.5] },
        { label: 'high', tick: { text: '2', at: 'bin' }, values: [0.75, 0.5] }
      ]
    });
    expect(svg.match(/<rect /g)).toHaveLength(4);
    expect(svg).toContain('<title>low, after: 50%</title>');
    expect(svg).toMatch(/^<svg role="img"/);
    expect(svg).toContain('aria-label="shares"');
  });

  test('leaves out bounds that would not fit, but not the name of a bin', () => {
    const svg = drawFigure({
      kind: 'paired-columns',
      label: 'shares',
      names: ['before', 'after'],
      bins: [
        ...Array.from({ length: 10 }, (_, i) => ({
          label: `from ${i}`,
          tick: { text: `12345.${i}`, at: 'bound' as const },
          values: [0.1, 0.1] as const
        })),
        { label: 'missing', tick: { text: 'missing', at: 'bin' }, values: [0, 0.1] }
      ]
    });
    expect(svg.match(/>12345\.\d</g)).toHaveLength(5);
    expect(svg).toContain('>missing<');
  });

  test('shortens long names', () => {
    const svg = drawFigure({
      kind: 'paired-rows',
      label: 'shares',
      names: ['before', 'after'],
      bins: [{ label: 'x'.repeat(100), values: [1, 1] }]
    });
    expect(svg).toContain(`>${'x'.repeat(17)}…<`);
  });
});

test('escapeHtml() makes text safe', () => {
  expect(escapeHtml(`a<b>&"'\u0007\ud800`)).toBe('a&lt;b&gt;&amp;&quot;&#39;\ufffd\ufffd');
});

test('numbers are written the same way on every page', () => {
  expect([0.1234, 1, null, NaN].map(formatPercent)).toEqual([
    '12.3%',
    '100.0%',
    '\u2013',
    '\u2013'
  ]);
  expect([0, 999, 1234567].map(formatCount)).toEqual(['0', '999', '1,234,567']);
  expect([141.26, -0.5, 0, 1234567, 0.0000123456, undefined].map(formatValue)).toEqual([
    '141',
    '\u22120.5',
    '0',
    '1,230,000',
    '1.23e-5',
    '\u2013'
  ]);
});
