/** The look of every page: one column on a phone, colours of the reader's choice of light or dark. */
export const STYLE_SHEET = `:root {
  color-scheme: light dark;
  --paper: #fbfaf8; --card: #fff; --ink: #22262b; --quiet: #646b74; --line: #e0ddd6;
  --first: #8b96a5; --second: #2f7d5b;
  --good: #2b7350; --bad: #b3372b; --unsure: #8f6200;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191c; --card: #1e2226; --ink: #e4e2dd; --quiet: #9aa1a9; --line: #343a40;
    --first: #768292; --second: #57b98b;
    --good: #6cc79b; --bad: #f0897d; --unsure: #dbae4e;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 68rem;
  background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: anywhere;
}
h1 { margin: 0 0 .75rem; font-size: 1rem; font-weight: 600; color: var(--quiet); }
h2 { margin: 2.25rem 0 .75rem; font-size: 1.15rem; }
p { margin: 0 0 .75rem; max-width: 46rem; }
ul { margin: 0 0 .75rem; padding-left: 1.2rem; max-width: 60rem; }
li { margin-bottom: .3rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .unsure { color: var(--unsure); }
.summary {
  margin: 0; padding: .9rem 1.1rem; max-width: none; font-size: 1.3rem; line-height: 1.35; font-weight: 600;
  background: var(--card); border: 1px solid var(--line); border-left: 5px solid currentColor; border-radius: 6px;
}
.key-figures { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 0 0 1rem; }
.key-figures dt { font-size: .8rem; color: var(--quiet); }
.key-figures dd { margin: 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { caption-side: bottom; padding-top: .6rem; text-align: left; color: var(--quiet); font-size: .8rem; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { font-size: .8rem; font-weight: 600; color: var(--quiet); white-space: nowrap; }
tbody th { font-weight: 600; overflow-wrap: break-word; min-width: 5.5rem; }
th:first-child, td:first-child { padding-left: 0; }
td { white-space: nowrap; }
td.wrap { white-space: normal; }
.right { text-align: right; }
.bar { display: block; position: relative; height: 4px; min-width: 4.5rem; margin-top: .25rem; border-radius: 2px; background: var(--line); }
.bar i { position: absolute; inset: 0 auto 0 0; border-radius: 2px; background: var(--first); }
.bar.bad i { background: var(--bad); } .bar.unsure i { background: var(--unsure); }
.bar i.limit { inset: -3px auto -3px auto; width: 2px; border-radius: 0; background: var(--ink); }
.legend { font-size: .85rem; color: var(--quiet); }
.legend span { margin-right: 1.2rem; white-space: nowrap; }
.legend i { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: 2px; vertical-align: -1px; }
.legend .first { background: var(--first); } .legend .second { background: var(--second); }
.figures + p, .table + p { margin-top: .9rem; }
.figures + .table, .table + .figures, .table + .table { margin-top: 1.1rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: .9rem; align-items: start; }
figure { margin: 0; padding: .7rem .8rem .5rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
figcaption { font-size: .85rem; margin-bottom: .3rem; }
figcaption .legend { display: block; font-size: .8rem; margin-top: .15rem; }
figcaption span { white-space: nowrap; font-variant-numeric: tabular-nums; }
figcaption .plain { color: var(--quiet); }
figure svg { display: block; width: 100%; max-width: 26rem; height: auto; color: var(--quiet); background: none; }
@media (max-width: 34rem) {
  body { padding-top: 1rem; }
  .summary { font-size: 1.1rem; }
  table { font-size: .82rem; }
  th, td { padding: .4rem .3rem; }
  thead th { white-space: normal; overflow-wrap: normal; vertical-align: bottom; }
  td { white-space: normal; overflow-wrap: normal; }
  .bar { min-width: 3.5rem; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #ccc;
    --first: #8b96a5; --second: #2f7d5b; --good: #2b7350; --bad: #b3372b; --unsure: #8f6200;
  }
  body { max-width: none; padding: 0; font-size: 11pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2 { break-after: avoid; }
  figure, tr, .summary, .key-figures { break-inside: avoid; }
  thead { display: table-header-group; }
  .table { overflow: visible; }
  .figures { grid-template-columns: repeat(3, 1fr); }
}
`;
