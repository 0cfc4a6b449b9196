/** How the console looks; a page sets `color-scheme` and, where it wants other colours, the properties `--wsgen-…`. */
export const STYLE = `
:host { display: block; color: var(--text); background: none; font: 0.9375rem/1.5 system-ui, sans-serif; }
:host { --text: var(--wsgen-text, light-dark(#1b1f24, #e6e9ee)); --dim: var(--wsgen-dim, light-dark(#565e67, #a3acb6)); }
:host { --ground: var(--wsgen-ground, light-dark(#fff, #16191d)); --raised: var(--wsgen-raised, light-dark(#f6f7f9, #1e2227)); }
:host { --line: var(--wsgen-line, light-dark(#d4d8dd, #3a4149)); --edge: var(--wsgen-edge, light-dark(#7c858f, #7b8591)); }
:host { --accent: var(--wsgen-accent, light-dark(#0b5cad, #7cb8f7)); --on-accent: var(--wsgen-on-accent, light-dark(#fff, #0b1a2a)); }
:host { --good: light-dark(#176a30, #63d07c); --bad: light-dark(#b01a26, #ff8a84); }
*, ::before, ::after { box-sizing: border-box; }
h3 { margin: 0; font-size: 1.0625rem; }
p { margin: 0; }
pre, code, .code, textarea.code { font: 0.8125rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.plain { list-style: none; margin: 0; padding: 0; }
.console { display: grid; gap: 0.75rem; container-type: inline-size; }
.columns { display: grid; gap: 0.75rem; align-items: start; }
.columns > div { display: grid; gap: 0.75rem; min-inline-size: 0; container-type: inline-size; }
@container (min-width: 56rem) { .columns { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
.panel { display: grid; gap: 0.625rem; padding: 0.875rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--ground); min-inline-size: 0; }
.row { display: flex; flex-wrap: wrap; gap: 0.625rem; align-items: end; }
li.row, form.row { align-items: center; }
.connecting ws-badge { min-inline-size: 8.5rem; padding-block: 0.4375rem; }
.field { display: grid; gap: 0.125rem; min-inline-size: 8rem; position: relative; }
.field.wide { flex: 1; min-inline-size: min(16rem, 100%); }
label, legend { font-weight: 600; font-size: 0.8125rem; }
.inline { display: inline-flex; gap: 0.375rem; align-items: center; }
.inline input { inline-size: 5.5rem; }
.needed { color: var(--bad); margin-inline-start: 0.125rem; }
small, .hint, .about { color: var(--dim); font-size: 0.8125rem; }
.address { flex: 1; min-inline-size: 6rem; }
input, select, textarea { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--edge); border-radius: 0.3125rem; padding: 0.3125rem 0.5rem; min-inline-size: 0; max-inline-size: 100%; inline-size: 100%; }
input[type="checkbox"] { inline-size: 1.125rem; block-size: 1.125rem; margin: 0.25rem 0; accent-color: var(--accent); }
input[readonly] { background: var(--raised); border-style: dashed; }
textarea { resize: vertical; field-sizing: content; }
::placeholder { color: var(--dim); opacity: 1; }
:disabled { opacity: 1; color: var(--dim); background: var(--raised); cursor: not-allowed; }
button, .button { font: inherit; font-weight: 600; font-size: 0.875rem; color: var(--text); background: var(--raised); border: 1px solid var(--edge); border-radius: 0.3125rem; padding: 0.3125rem 0.75rem; cursor: pointer; }
button:hover:enabled, .button:hover { border-color: var(--accent); }
button.main:enabled { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
button:disabled { color: var(--dim); border-style: dashed; }
button[aria-pressed="true"] { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
button.quiet { position: absolute; inset: 0 0 auto auto; border: 0; background: none; padding: 0 0.5rem; font-size: 1rem; line-height: 1.25; color: var(--dim); }
:focus-visible, .button:focus-within { outline: 2px solid var(--accent); outline-offset: 1px; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
.both { display: grid; gap: 0.75rem; }
@container (min-width: 34rem) { .both { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
.form { display: grid; gap: 0.625rem; align-content: start; min-inline-size: 0; }
.json { display: grid; gap: 0.125rem; align-content: start; }
fieldset { position: relative; display: grid; gap: 0.5rem; margin: 0; padding: 0.5rem 0.625rem 0.625rem; border: 1px solid var(--line); border-radius: 0.375rem; min-inline-size: 0; }
.faulty { border-color: var(--bad); }
[aria-invalid="true"] { border-color: var(--bad); outline-color: var(--bad); }
.fault { color: var(--bad); font-weight: 600; }
.add { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.add button { font-weight: 400; padding: 0.0625rem 0.5rem; border-style: dashed; }
.another { display: flex; gap: 0.375rem; align-items: center; }
.another label { font-weight: 400; white-space: nowrap; color: var(--dim); }
.verdict { font-weight: 600; font-size: 0.875rem; overflow-wrap: anywhere; }
.good { color: var(--good); }
.bad { color: var(--bad); }
[role="alert"]:empty { display: none; }
.filters { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(9rem, 45%), 1fr)); }
.frames { overflow: auto; max-block-size: min(36rem, 70vh); border: 1px solid var(--line); border-radius: 0.375rem; background: var(--raised); }
.frames > p { padding: 1rem; }
.frames .earlier { margin: 0.375rem; }
.frame { border-block-end: 1px solid var(--line); border-inline-start: 0.25rem solid transparent; }
.frame.invalid, .frame.unknown { border-inline-start-color: var(--bad); }
.frame:last-child { border-block-end: 0; }
summary { cursor: pointer; }
.frame summary { display: flex; gap: 0.5rem; align-items: baseline; padding: 0.25rem 0.5rem; white-space: nowrap; }
.frame summary > * { flex: none; }
.frame summary code { flex: 1; min-inline-size: 3rem; overflow: hidden; text-overflow: ellipsis; color: var(--dim); }
.frame summary:focus-visible { outline-offset: -2px; }
.frame details[open] > summary code { visibility: hidden; }
time { font-variant-numeric: tabular-nums; font-size: 0.8125rem; color: var(--dim); }
.way { font-weight: 700; color: var(--good); }
.way.sent { color: var(--accent); }
pre { margin: 0; padding: 0.5rem 0.75rem; overflow: auto; max-block-size: 24rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--ground); }
.frame p { padding: 0.375rem 0.75rem; background: var(--ground); }
.calls { display: grid; gap: 0.25rem; max-block-size: 14rem; overflow: auto; }
table { border-collapse: collapse; }
caption { text-align: start; font-weight: 600; padding-block-end: 0.25rem; }
th, td { text-align: start; padding: 0.125rem 0.75rem 0.125rem 0; font-size: 0.875rem; border-block-end: 1px solid var(--line); }
tbody th { font-weight: 400; }
.differs { color: var(--bad); font-weight: 600; }
.differs th { font-weight: 600; }
@media print { :host { display: none; } }
`;
