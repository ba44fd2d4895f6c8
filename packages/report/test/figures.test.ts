import { describe, expect, test } from '@jest/globals';
import { drawFigure } from '../src/figures/draw.ts';
import type { Figure } from '../src/figures/figure.ts';

const NASTY = `<b>&"'\u0000`;

const FIGURES: Record<string, Figure> = {
  curves: {
    kind: 'curves',
    label: NASTY,
    x: NASTY,
    y: 'share',
    curves: [
      {
        look: 'aid',
        points: [
          [0, 0],
          [1, 1]
        ]
      },
      { look: 'dots', points: [[0.5, 0.123456]], titles: [NASTY] },
      { look: 'marks', points: [[0.9, 0.5]], titles: [NASTY] }
    ]
  },
  contributions: {
    kind: 'contributions',
    label: NASTY,
    x: NASTY,
    bars: [
      { label: NASTY, value: -1.5 },
      { label: 'high', value: 0.25 }
    ]
  },
  'paired columns with a mark': {
    kind: 'paired-columns',
    label: NASTY,
    names: [NASTY, 'new'],
    bins: [{ label: NASTY, values: [0.5, 0.25] }],
    mark: { at: 0.5, text: NASTY }
  },
  density: {
    kind: 'histogram',
    label: NASTY,
    isDensity: true,
    bins: [
      { label: NASTY, from: 0, to: 10, share: 0.5 },
      { label: 'narrow', from: 10, to: 11, share: 0.5 }
    ],
    ticks: [{ at: 10, text: NASTY }]
  },
  histogram: {
    kind: 'histogram',
    label: NASTY,
    bins: [
      { label: NASTY, from: 0, to: 1, share: 0.75 },
      { label: 'high', from: 1, to: 2, share: 0.25 }
    ],
    ticks: [{ at: 0.5, text: NASTY }]
  },
  bars: {
    kind: 'bars',
    label: NASTY,
    bars: [
      { label: NASTY, share: 0.4 },
      { label: 'other', share: 0 }
    ]
  },
  effect: {
    kind: 'effect',
    label: NASTY,
    points: [
      { x: 0.1, share: 0.2, title: NASTY },
      { x: 0.9, share: 0.21, title: 'high' }
    ],
    ticks: [{ at: 0.5, text: NASTY }],
    reference: 0.205
  },
  intervals: {
    kind: 'intervals',
    label: NASTY,
    rows: [
      { label: NASTY, share: 0.4, interval: [0.3, 0.5] },
      { label: 'none', share: null, interval: null },
      { label: 'small', share: 0.9, interval: [0.1, 1], faint: true }
    ],
    reference: 0.4
  }
};

describe.each(Object.entries(FIGURES))('drawFigure() of %s', (_kind, figure) => {
  const svg = drawFigure(figure);

  test('escapes whatever it is given', () => {
    expect(svg).not.toContain('<b>');
    expect(svg).not.toMatch(/[^\P{Cc}\n]/u);
    expect(svg).toContain('aria-label="&lt;b&gt;&amp;&quot;&#39;\ufffd"');
  });

  test('gives the same bytes again, and no number that is not one', () => {
    expect(drawFigure(figure)).toBe(svg);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});

test('every share has its tooltip', () => {
  expect(drawFigure(FIGURES['histogram']!)).toContain('<title>high: 25%</title>');
  expect(drawFigure(FIGURES['bars']!)).toContain('<title>other: 0%</title>');
  expect(drawFigure(FIGURES['effect']!)).toContain('<title>high: 21%</title>');
  expect(drawFigure(FIGURES['intervals']!)).toContain('small: 90% (95%: 10% to 100%)');
});

test('rows without a value have their name and nothing else', () => {
  const svg = drawFigure(FIGURES['intervals']!);
  expect(svg).toContain('>none<');
  expect(svg.match(/<circle /g)).toHaveLength(2);
});

test('curves without points and figures without rows are drawn empty', () => {
  const empty: Figure[] = [
    { kind: 'curves', label: '', x: '', y: '', curves: [{ look: 'steps', points: [] }] },
    { kind: 'histogram', label: '', bins: [], ticks: [] },
    { kind: 'bars', label: '', bars: [] },
    { kind: 'intervals', label: '', rows: [] },
    { kind: 'contributions', label: '', x: '', bars: [] },
    { kind: 'effect', label: '', points: [], ticks: [], reference: 0.5 }
  ];
  for (const figure of empty) expect(drawFigure(figure)).toMatch(/^<svg .*<\/svg>$/s);
});

test('the area of a density is its share', () => {
  const heights = [...drawFigure(FIGURES['density']!).matchAll(/<rect [^>]*height="([\d.]+)"/g)];
  expect(Number(heights[1]![1]) / Number(heights[0]![1])).toBeCloseTo(10, 1);
});

test('contributions lie on either side of zero', () => {
  const svg = drawFigure(FIGURES['contributions']!);
  expect(svg).toContain('\u22121.500</title>');
  expect(svg).toContain('high: +0.250</title>');
});

test('ticks that would overlap are left out, the ends last', () => {
  const svg = drawFigure({
    kind: 'histogram',
    label: 'skewed',
    isDensity: true,
    bins: [
      { label: 'low', from: 0, to: 1, share: 0.9 },
      { label: 'high', from: 1, to: 1000, share: 0.1 }
    ],
    ticks: [
      { at: 0, text: 'first' },
      { at: 1, text: 'second' },
      { at: 1000, text: 'last' }
    ]
  });
  expect(svg).toContain('>first<');
  expect(svg).toContain('>last<');
  expect(svg).not.toContain('>second<');
});

test('an effect that is next to none looks flat', () => {
  const svg = drawFigure(FIGURES['effect']!);
  const heights = [...svg.matchAll(/<circle [^>]*cy="([\d.]+)"/g)].map(([, y]) => Number(y));
  expect(heights).toHaveLength(2);
  expect(Math.abs(heights[0]! - heights[1]!)).toBeLessThan(15);
});
