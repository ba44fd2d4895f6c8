/** The style sheet of /docs, in the colours of the reports. */
export const DOCS_STYLE = `:root {
  color-scheme: light dark;
  --paper: #faf9f7; --card: #fff; --ink: #1f2429; --quiet: #5c646d; --line: #dfdcd5;
  --accent: #1f6fb2; --link: #1b5f99; --good: #12735a; --bad: #b5391c;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15181b; --card: #1d2125; --ink: #e6e4df; --quiet: #a3abb3; --line: #363c42;
    --accent: #62b0ee; --link: #83c1f2; --good: #4cc9a0; --bad: #ff8a66;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere;
}
h1 { margin: 0 0 .4rem; font-size: 1.6rem; line-height: 1.2; }
h2 { margin: 2.25rem 0 .25rem; font-size: 1.25rem; }
h3 { margin: 0 0 .75rem; font-size: 1rem; font-weight: 400; }
h3 code { font-weight: 600; }
p { margin: 0 0 .75rem; max-width: 46rem; }
a { color: var(--link); }
.quiet { color: var(--quiet); }
.good { color: var(--good); } .bad { color: var(--bad); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 0; padding: 0; list-style: none; font-size: .9rem; }
nav a { text-decoration: none; } nav a:hover { text-decoration: underline; }
code, pre, textarea { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .85rem; }
.operation { margin: .9rem 0; padding: .9rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
.method { display: inline-block; min-width: 2.9rem; font-weight: 700; font-size: .8rem; color: var(--good); }
.method.get { color: var(--accent); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: .75rem 1rem; }
.pair > * { min-width: 0; display: flex; flex-direction: column; }
.label { display: block; margin-bottom: .2rem; font-size: .8rem; color: var(--quiet); }
pre, textarea {
  display: block; width: 100%; margin: 0; padding: .6rem .8rem; line-height: 1.45;
  background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 6px;
}
pre { white-space: pre-wrap; max-height: 34rem; overflow: auto; }
textarea { resize: vertical; }
.send { display: flex; flex-wrap: wrap; align-items: end; gap: .6rem 1rem; margin: .75rem 0 .5rem; }
.header { font-size: .85rem; color: var(--quiet); }
input { display: block; width: 16rem; max-width: 100%; padding: .35rem .5rem; font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
button { padding: .4rem 1.1rem; font: inherit; font-weight: 600; color: var(--card); background: var(--accent); border: 0; border-radius: 6px; cursor: pointer; }
button:hover { filter: brightness(1.1); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.result { margin-bottom: .6rem; }
.status { margin: .5rem 0 .3rem; font-size: .9rem; font-weight: 600; }
summary { cursor: pointer; color: var(--link); }
summary code { color: var(--ink); }
.fold > summary { font-size: .85rem; }
.fold > pre { margin: .6rem 0; }
.group { margin: .75rem 0; }
.group > summary { font-weight: 600; }
.one { margin: .4rem 0 .4rem; }
.one .operation > h3 { display: none; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { white-space: nowrap; font-size: .8rem; font-weight: 600; color: var(--quiet); }
th:first-child, td:first-child { padding-left: 0; }
.table td { overflow-wrap: normal; }
.table td:nth-child(1), .table td:nth-child(2), .table td:nth-child(4) { white-space: nowrap; }
@media (max-width: 34rem) {
  .table thead { display: none; }
  .table tr { display: block; padding: .45rem 0; border-bottom: 1px solid var(--line); }
  .table td { display: block; padding: 0; border: 0; }
  .table td:empty { display: none; }
  .table td:nth-child(2) { color: var(--quiet); }
  .table td:nth-child(4)::before { content: "Example: "; color: var(--quiet); }
}
@media print { .send, .fold { display: none; } }
`;
