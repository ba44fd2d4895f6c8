import { describe, expect, test } from '@jest/globals';
import { drawFigure } from '../src/figures/draw.ts';
import { escapeHtml } from '../src/escape.ts';
import { type Page, renderPage } from '../src/page.ts';

const NASTY = `<script>alert("1")</script> & 'x'\u0000`;

const page: Page = {
  title: NASTY,
  summary: { tone: 'bad', text: NASTY },
  sections: [
    {
      title: NASTY,
      blocks: [
        { kind: 'paragraph', text: NASTY },
        { kind: 'list', items: [NASTY, 'second'] },
        { kind: 'key-figures', figures: [{ name: NASTY, value: NASTY, tone: 'good' }] },
        {
          kind: 'table',
          caption: NASTY,
          columns: [{ name: NASTY }, { name: 'PSI', align: 'right' }],
          rows: [[NASTY, { text: NASTY, tone: 'unsure', bar: { share: 3, limit: 0.5 } }]]
        },
        {
          kind: 'figures',
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

  test('keeps bars within their box', () => {
    expect(html).toContain('style="width:100.0%"');
    expect(html).toContain('style="left:50.0%"');
  });
});

describe('drawFigure()', () => {
  test('draws two bars a bin, each with its words', () => {
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
