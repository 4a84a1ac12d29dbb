/** The page's style sheet: system fonts, light and dark, narrow and printed. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #fafaf8; --card: #ffffff; --sunken: #f3f3f0; --line: #e3e3de; --line-strong: #cbcbc4;
  --text: #1b1c1f; --muted: #5c5f66; --accent: #2456c9;
  --pass: #1a7a45; --fail: #c02a2f; --warn: #8f5b00; --error: #8b2fb5; --blocked: #6d45b8;
  --na: #5c5f66; --known: #1f6a92; --stale: #b4461a;
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131416; --card: #1a1b1e; --sunken: #101113; --line: #2b2d31; --line-strong: #44474d;
    --text: #e8e8e4; --muted: #a0a3aa; --accent: #8fb2ff;
    --pass: #5fce8f; --fail: #ff8a86; --warn: #eeb54a; --error: #dc9cf5; --blocked: #bda4f2;
    --na: #a0a3aa; --known: #7cc5ea; --stale: #ffa078;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 7.25rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.55 var(--sans); }
.page { max-width: 70rem; margin: 0 auto; padding: clamp(1.5rem, 5vw, 4rem) clamp(1rem, 4vw, 2.5rem) 5rem; }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, pre, .id { font-family: var(--mono); font-size: .875em; }
h1, h2, h3, h4, p, dl, dd, pre, ul, ol { margin: 0; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 9; }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.muted { color: var(--muted); }

.chip { --tone: var(--text); }
.pass { --tone: var(--pass); } .fail { --tone: var(--fail); } .warn { --tone: var(--warn); }
.error { --tone: var(--error); } .blocked { --tone: var(--blocked); } .na { --tone: var(--na); }
.known { --tone: var(--known); } .stale { --tone: var(--stale); }
.conformant { --tone: var(--pass); } .nonconformant { --tone: var(--fail); } .incomplete { --tone: var(--blocked); }

.eyebrow { color: var(--muted); font-size: .875rem; letter-spacing: .01em; }
h1 { margin: .5rem 0 .35rem; color: var(--tone); font-size: clamp(2.25rem, 7vw, 3.75rem); line-height: 1.05; font-weight: 680; letter-spacing: -.035em; }
.reason { max-width: 44rem; font-size: 1.1875rem; line-height: 1.45; }
.spread { display: flex; gap: 3px; width: 100%; height: .625rem; margin: 2rem 0 1.75rem; overflow: hidden; border-radius: 4px; }
.spread rect { fill: var(--tone); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: 1.125rem 1.5rem; }
.facts dt { color: var(--muted); font-size: .8125rem; }
.facts dd { overflow-wrap: anywhere; font-size: .9375rem; }
.facts .wide { grid-column: span 2; }

section { margin-top: 3.5rem; }
h2 { font-size: 1.375rem; font-weight: 650; letter-spacing: -.018em; line-height: 1.3; }
.attention ol { list-style: none; padding: 0; margin-top: 1rem; }
.attention li { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: .25rem 1rem; padding: .75rem 0; border-top: 1px solid var(--line); }
.attention li:last-child { border-bottom: 1px solid var(--line); }
.attention a { overflow-wrap: anywhere; }
.attention p { grid-column: 2; overflow-wrap: anywhere; }

.filters { position: sticky; top: 0; z-index: 2; margin: 3.5rem 0 0; padding: .875rem 0; background: var(--page); border-bottom: 1px solid var(--line); }
.filters .row { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; }
.filters .row + .row { margin-top: .625rem; }
.filters fieldset { display: contents; }
input[type=search] { flex: 1 1 14rem; min-width: 0; height: 2.25rem; padding: 0 .75rem; border: 1px solid var(--line-strong); border-radius: 6px; background: var(--card); color: var(--text); font: inherit; font-size: .9375rem; }
button { min-height: 2.25rem; padding: .25rem .75rem; border: 1px solid var(--line-strong); border-radius: 6px; background: var(--card); color: var(--text); font: inherit; font-size: .875rem; cursor: pointer; }
button:hover { border-color: var(--muted); }
.chip b { font-weight: 650; font-variant-numeric: tabular-nums; color: var(--tone); }
.chip[aria-pressed=true] { border-color: var(--tone); box-shadow: inset 0 0 0 1px var(--tone); }
.filters output { margin-left: auto; color: var(--muted); font-size: .875rem; font-variant-numeric: tabular-nums; }
.gap { width: .75rem; }

.suite > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; padding-bottom: .875rem; }
.suite > header code { color: var(--muted); overflow-wrap: anywhere; }
.suite > header .counts { margin-left: auto; color: var(--muted); font-size: .875rem; }
.check { border-top: 1px solid var(--line); }
.suite .check:last-of-type { border-bottom: 1px solid var(--line); }
.check > summary { display: grid; grid-template-columns: 1rem 5.5rem minmax(0, 1fr) 4.5rem 4.5rem; align-items: baseline; gap: .125rem .75rem; padding: .75rem .25rem; cursor: pointer; list-style: none; }
.check > summary::-webkit-details-marker { display: none; }
.check > summary::before { content: ""; width: .4rem; height: .4rem; border: solid var(--muted); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg) translate(-1px, -1px); }
.check[open] > summary::before { transform: rotate(45deg) translate(-2px, -2px); }
.check > summary:hover { background: var(--sunken); }
.status { color: var(--tone); font-weight: 650; font-size: .9375rem; }
.id { overflow-wrap: anywhere; }
.level, .time { color: var(--muted); font-size: .8125rem; text-align: right; font-variant-numeric: tabular-nums; }
.message { grid-column: 3 / -1; overflow-wrap: anywhere; font-size: .9375rem; }
.body { padding: .75rem 0 2.5rem 2rem; }
.body > * + * { margin-top: 1.5rem; }
.about { display: grid; grid-template-columns: 5.5rem minmax(0, 46rem); gap: .75rem; }
.about dt, h4 { color: var(--muted); font-size: .8125rem; font-weight: 500; line-height: 1.75; }
.about dd { overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1rem 1.25rem; }
.pair > * { min-width: 0; }
pre { padding: .75rem .875rem; border: 1px solid var(--line); border-radius: 6px; background: var(--sunken); line-height: 1.5; overflow: auto; max-height: 30rem; tab-size: 4; }
pre:focus-visible { outline-offset: -2px; }
.difference ins, .difference del { display: block; text-decoration: none; }
.difference ins { color: var(--fail); } .difference del { color: var(--pass); }
.command { position: relative; }
.command pre { white-space: pre-wrap; overflow-wrap: anywhere; padding-right: 5.5rem; }
.command button { min-height: 1.875rem; position: absolute; top: .4rem; right: .4rem; }
.command + .command { margin-top: .5rem; }
.transcript > header { display: flex; align-items: center; gap: 1rem; margin-bottom: .75rem; }
.view { display: flex; gap: .875rem; margin: 0; padding: 0; border: 0; font-size: .875rem; }
.view label { display: inline-flex; align-items: center; gap: .35rem; cursor: pointer; }
.view input { accent-color: var(--accent); margin: 0; }
.exchange { padding: .875rem 0 0; }
.exchange + .exchange { margin-top: .875rem; border-top: 1px dashed var(--line); }
.exchange h5 { margin: 0 0 .5rem; font-size: .9375rem; font-weight: 600; overflow-wrap: anywhere; }
.exchange h5 span { font-weight: 400; color: var(--muted); }
.wire + .wire { margin-top: 0; }
.wire .head { color: var(--muted); white-space: pre-wrap; overflow-wrap: anywhere; }
.failure { color: var(--fail); overflow-wrap: anywhere; }
.brief { margin: 0 0 .75rem; padding-left: 1.5rem; overflow-wrap: anywhere; }
.raw { display: none; }
.transcript:has(input[value=raw]:checked) .raw { display: grid; }
.transcript:has(input[value=raw]:checked) .pretty { display: none; }

.timing table { width: 100%; margin-top: 1rem; border-collapse: collapse; font-size: .875rem; }
.timing caption { text-align: left; color: var(--muted); }
.timing th { padding: .35rem 1rem .35rem 0; width: 50%; text-align: left; font-weight: 400; overflow-wrap: anywhere; }
.timing td { padding: .35rem 0; }
.timing td:nth-child(2) { width: 5rem; padding-right: 1rem; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.timing svg { display: block; width: 100%; height: .625rem; }
.timing rect { fill: var(--tone); }
.empty { padding: 3rem 0; color: var(--muted); }

@media (max-width: 40rem) {
  html { scroll-padding-top: 1rem; }
  .filters { position: static; }
  .filters output { margin-left: 0; width: 100%; }
  .facts .wide { grid-column: auto; }
  .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
  .attention li { grid-template-columns: minmax(0, 1fr); }
  .attention p { grid-column: 1; }
  .suite > header .counts { margin-left: 0; width: 100%; }
  .check > summary { grid-template-columns: 1rem minmax(0, 1fr) auto auto; }
  .check > summary .id, .message { grid-column: 2 / -1; }
  .check > summary .id { grid-row: 2; }
  .body { padding-left: 0; }
  .about { grid-template-columns: minmax(0, 1fr); gap: .125rem; }
  .about dd + dt { margin-top: .75rem; }
  .timing th { width: 55%; padding-right: .5rem; }
}
@media print {
  :root {
    --page: #fff; --card: #fff; --sunken: #fff; --line: #ccc; --line-strong: #999; --text: #000; --muted: #444;
    --pass: #14613a; --fail: #a11217; --warn: #7a4c00; --error: #76209d; --blocked: #5a35a3; --na: #444; --known: #17567a; --stale: #963511; --accent: #000;
  }
  @page { margin: 15mm; }
  body { font-size: 10pt; print-color-adjust: exact; }
  .page { max-width: none; padding: 0; }
  .filters, .skip, .view, .command button { display: none !important; }
  section { margin-top: 1.75rem; }
  .command pre { padding-right: .875rem; }
  pre { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; overflow: visible; }
  .check > summary, .exchange h5, h2, h4, .suite > header { break-after: avoid; }
  .check > summary, .attention li, tr { break-inside: avoid; }
  .check > summary::before { visibility: hidden; }
  .check:not(.pass, .na)::details-content { content-visibility: visible; block-size: auto; height: auto; }
}
@media (forced-colors: active) { .spread rect, .timing rect { fill: CanvasText; } }
`;
