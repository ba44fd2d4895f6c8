/** The style sheet of /docs. */
export const DOCS_STYLE = `:root{color-scheme:light dark;--line:#8884;--soft:#8882}
body{font:16px/1.5 system-ui,sans-serif;margin:0}main{max-width:60rem;margin:auto;padding:1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}code,pre{font-family:ui-monospace,monospace;font-size:.9em}
pre{background:var(--soft);padding:.8rem;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
details{border:1px solid var(--line);border-radius:6px;margin:.4rem 0;padding:.4rem .8rem}summary{cursor:pointer}
summary span{opacity:.75}summary code{overflow-wrap:anywhere}
b.post{color:#1a7f37}b.get{color:#0969da}@media(prefers-color-scheme:dark){b.post{color:#3fb950}b.get{color:#58a6ff}}
table{border-collapse:collapse;margin:.6rem 0;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid var(--line)}
.wide{overflow-x:auto}.links a{margin-right:.8rem}`;
