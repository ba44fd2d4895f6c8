/**
 * The look of every page. `--first` and `--second` are the two sides of a comparison; they differ in lightness and from the
 * colours of good (bluish green), unsure (amber) and bad (vermilion), which colour-blind readers tell apart too.
 */
export const STYLE_SHEET = `:root {
  color-scheme: light dark;
  --paper: #faf9f7; --card: #fff; --ink: #1f2429; --quiet: #5c646d; --line: #dfdcd5;
  --first: #a3abb5; --second: #1f6fb2; --link: #1b5f99;
  --good: #12735a; --bad: #b5391c; --unsure: #8a5d00;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15181b; --card: #1d2125; --ink: #e6e4df; --quiet: #a3abb3; --line: #363c42;
    --first: #6d7782; --second: #62b0ee; --link: #83c1f2;
    --good: #4cc9a0; --bad: #ff8a66; --unsure: #e3b341;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 68rem;
  background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: anywhere;
}
h1 { margin: 0 0 .4rem; font-size: 1.6rem; line-height: 1.2; }
h2 { margin: 2.25rem 0 .75rem; font-size: 1.2rem; }
h3 { margin: 1.25rem 0 .4rem; font-size: 1rem; }
p { margin: 0 0 .75rem; max-width: 46rem; }
ul { margin: 0 0 .75rem; padding-left: 1.2rem; max-width: 60rem; }
li { margin-bottom: .3rem; }
a { color: var(--link); }
.good { color: var(--good); } .bad { color: var(--bad); } .unsure { color: var(--unsure); }
.facts { display: flex; flex-wrap: wrap; gap: .1rem 1.5rem; margin: 0 0 .9rem; font-size: .9rem; }
.facts div { display: flex; gap: .4rem; }
.facts dt { flex: none; color: var(--quiet); }
.facts dd { margin: 0; }
.summary {
  margin: 0; padding: .9rem 1.1rem; max-width: none; font-size: 1.25rem; line-height: 1.35; font-weight: 600;
  background: var(--card); border: 1px solid var(--line); border-left: 5px solid currentColor; border-radius: 6px;
}
nav { margin-top: .9rem; font-size: .9rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 0; padding: 0; max-width: none; list-style: none; }
nav li { margin: 0; }
nav a { text-decoration: none; } nav a:hover { text-decoration: underline; }
.key-figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: .6rem 1rem; margin: 0 0 1rem; }
.key-figures dt { font-size: .8rem; color: var(--quiet); }
.key-figures dd { margin: 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.key-figures small { display: block; font-size: .78rem; font-weight: 400; color: var(--quiet); }
summary { cursor: pointer; }
details.section > summary { margin: 2.25rem 0 .75rem; }
details.section > summary h2 { display: inline; margin: 0; }
details.section > .body { scroll-margin-top: 4rem; }
details.fold { margin: .75rem 0; }
details.fold > summary { margin-bottom: .5rem; color: var(--link); }
.table { overflow-x: auto; }
.table:not(:has(details.rows[open])) .rest { display: none; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { caption-side: bottom; padding-top: .6rem; text-align: left; color: var(--quiet); font-size: .82rem; }
caption summary { margin-bottom: .4rem; color: var(--link); font-size: .9rem; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { font-size: .8rem; font-weight: 600; color: var(--quiet); white-space: nowrap; vertical-align: bottom; }
tbody th { font-weight: 600; overflow-wrap: break-word; min-width: 5.5rem; }
th:first-child, td:first-child { padding-left: 0; }
td { white-space: nowrap; }
td.wrap { white-space: normal; }
.right { text-align: right; }
.bar { display: block; position: relative; height: 4px; min-width: 4.5rem; margin-top: .25rem; border-radius: 2px; background: var(--line); }
.bar i { position: absolute; inset: 0 auto 0 0; border-radius: 2px; background: var(--second); }
.bar.bad i { background: var(--bad); } .bar.unsure i { background: var(--unsure); }
.bar i.limit { inset: -3px auto -3px auto; width: 2px; border-radius: 0; background: var(--ink); }
pre { margin: 0 0 .75rem; padding: .6rem .8rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 6px; font-size: .85rem; }
.how { font-size: .85rem; color: var(--quiet); }
.legend { font-size: .85rem; color: var(--quiet); }
.legend span { margin-right: 1.2rem; white-space: nowrap; }
.legend i { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: 2px; vertical-align: -1px; }
.legend .first { background: var(--first); } .legend .second { background: var(--second); }
.figures + p, .table + p { margin-top: .9rem; }
.figures + .table, .table + .figures, .table + .table, .figures + .how { margin-top: 1.1rem; }
.side-by-side { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: .9rem 1.5rem; align-items: start; }
.side-by-side > div { min-width: 0; }
.side-by-side > div > h3:first-child { margin-top: 0; }
.side-by-side + * { margin-top: 1rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: .9rem; align-items: start; }
figure { margin: 0; padding: .7rem .8rem .5rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
figcaption { font-size: .85rem; margin-bottom: .3rem; }
figcaption .legend { display: block; font-size: .8rem; margin-top: .15rem; }
figcaption span { white-space: nowrap; font-variant-numeric: tabular-nums; }
figcaption .plain { color: var(--quiet); }
figure .how { margin: .3rem 0 .2rem; font-size: .8rem; line-height: 1.4; }
figure svg { display: block; width: 100%; max-width: 26rem; height: auto; color: var(--quiet); }
figure svg text { white-space: pre; }
@media screen and (max-width: 34rem) {
  body { padding: 1rem .9rem 2rem; font-size: 15px; }
  h1 { font-size: 1.3rem; }
  h2 { margin-top: 1.5rem; font-size: 1.1rem; }
  .facts { font-size: .82rem; gap: 0 1rem; }
  .summary { padding: .7rem .8rem; font-size: 1.05rem; }
  nav { overflow-x: auto; }
  nav ul { flex-wrap: nowrap; width: max-content; padding: .2rem 0; }
  .key-figures { grid-template-columns: repeat(3, 1fr); gap: .5rem .6rem; }
  .key-figures dd { font-size: 1rem; }
  .key-figures small { font-size: .72rem; }
  details.section > summary { margin: 0; padding: .7rem 0; border-top: 1px solid var(--line); }
  .how { font-size: .82rem; }
  table { font-size: .82rem; }
  th, td { padding: .3rem; }
  thead th { white-space: normal; overflow-wrap: normal; }
  td { white-space: normal; overflow-wrap: normal; }
  td.wrap { overflow-wrap: anywhere; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .bar { min-width: 3.5rem; }
  .cards table { display: flex; flex-direction: column; }
  .cards caption { order: 1; }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards tbody { display: block; }
  .cards tr { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .25rem .8rem; padding: .55rem 0 .6rem; border-bottom: 1px solid var(--line); }
  .cards tbody th { grid-column: 1 / -1; padding: 0; border: 0; font-size: .88rem; }
  .cards td, .cards td.right { padding: 0; border: 0; text-align: left; overflow-wrap: anywhere; }
  .cards td::before { content: attr(data-name); display: block; color: var(--quiet); font-size: .74rem; }
  .figures { display: flex; overflow-x: auto; scroll-snap-type: x proximity; margin-right: -.9rem; padding-right: .9rem; }
  .figures > figure { flex: 0 0 82%; scroll-snap-align: start; }
  .figures > figure:only-child { flex-basis: 100%; }
}
@media (min-width: 34.01rem) {
  @supports selector(::details-content) {
    details.fold-phone::details-content { content-visibility: visible; block-size: auto; }
    details.fold-phone > summary { list-style: none; pointer-events: none; }
    details.fold-phone > summary::-webkit-details-marker { display: none; }
  }
}
@media print {
  :root { --paper: #fff; --ink: #000; --quiet: #444; --line: #ccc; }
  body { max-width: none; padding: 0; font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, caption details { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { list-style: none; }
  .table:not(:has(details.rows[open])) .rest { display: table-row-group; }
  h2, h3, summary, section > .how, section > .legend, .body > .how { break-after: avoid; }
  figure, tr, .summary, .key-figures { break-inside: avoid; }
  thead { display: table-header-group; }
  table { font-size: .8rem; }
  thead th, td { white-space: normal; overflow-wrap: normal; }
  .table { overflow: visible; }
  .figures { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .side-by-side { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .side-by-side .figures { grid-template-columns: minmax(0, 1fr); }
}
`;
