/** The look of the site and its forms: one style sheet in the page itself, allowed by its hash. Dark, narrow, print. */
import { createHash } from 'node:crypto'
import type { Html } from './markup.ts'

/** Every pair of text and ground has a contrast of 4.5 or more in both themes. */
const css = `
:root{color-scheme:light dark;--bg:#fff;--soft:#f6f7f9;--line:#e0e4e9;--text:#16191f;--muted:#545c69;--accent:#1d4fd7;--ok:#0d7a3f;--no:#b1440a;--on:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#0e1116;--soft:#161b22;--line:#2a313b;--text:#e9ecf1;--muted:#a4adba;--accent:#8db4ff;--ok:#56d08a;--no:#ff9d63;--on:#0e1116}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.wrap{max-width:68rem;margin:0 auto;padding:0 1.25rem}
a{color:var(--accent);text-underline-offset:.15em}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
h1,h2,h3{line-height:1.25;letter-spacing:-.012em;margin:0}
h1{font-size:2rem;margin-bottom:.5rem}h2{font-size:1.3125rem;margin:2.5rem 0 .75rem}h3{font-size:1.0625rem;margin:1.75rem 0 .5rem}
p,ul,ol,dl,table,pre{margin:0 0 1rem}ul,ol{padding-left:1.25rem}li{margin:.375rem 0}li::marker{color:var(--muted)}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.5rem;z-index:1}
.top{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center;padding:1.25rem 0;border-bottom:1px solid var(--line);margin-bottom:2.5rem}
.brand{font-weight:700;font-size:1.125rem;color:var(--text);text-decoration:none;display:flex;gap:.5rem;align-items:center;margin-right:auto}
.brand svg{width:1.5rem;height:1.5rem;color:var(--accent)}
nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.25rem}nav li{margin:0}
.top nav a,footer a{color:var(--muted);text-decoration:none}.top nav a:hover,footer a:hover{text-decoration:underline}
nav a[aria-current]{color:var(--text);font-weight:600}
.button{display:inline-block;padding:.5rem 1rem;border-radius:8px;background:var(--text);color:var(--bg);font-weight:600;text-decoration:none;border:1px solid var(--text)}
.top nav a.button{color:var(--bg);padding:.25rem .875rem}.quiet{background:none;color:var(--text);border-color:var(--line)}
.lead{font-size:1.1875rem;color:var(--muted);max-width:40rem}
.muted,.facts{color:var(--muted)}.small,.facts{font-size:.875rem}
.prose{max-width:46rem}
.two main{min-width:0}@media (min-width:56rem){.two{display:grid;gap:0 3.5rem;grid-template-columns:13rem minmax(0,46rem)}.two main{grid-column:2;grid-row:1}.side{grid-column:1;grid-row:1;position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);overflow:auto}.toside{display:none}}
.side{font-size:.9375rem}.toside{font-size:.9375rem}.side ul{display:block}.side li{margin:.125rem 0}.side a{display:block;padding:.125rem 0;color:var(--muted);text-decoration:none}.side a:hover{text-decoration:underline}.side p{font-weight:600;margin:1rem 0 .25rem}.side p:first-child{margin-top:0}
.ids{font-size:.6875rem}.ids a{white-space:nowrap;color:var(--muted);text-decoration-color:var(--line)}
.notice{padding:.875rem 1.125rem;border:1px solid var(--line);border-left:4px solid var(--accent);border-radius:10px;background:var(--soft);margin:0 0 1.5rem}.notice :last-child{margin-bottom:0}
.own{border-left:4px solid var(--line);padding-left:1rem}
.scroll{overflow-x:auto;margin:0 0 1rem}table{border-collapse:collapse;width:100%;font-size:.9375rem;margin:0}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);min-width:6rem}th{font-weight:600}
code,pre,kbd{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}code{background:var(--soft);padding:.1em .3em;border-radius:4px}
pre{background:var(--soft);border:1px solid var(--line);border-radius:10px;padding:.875rem 1rem;overflow-x:auto}pre code{padding:0;background:none}
.yes{color:var(--ok);font-weight:600}.no{color:var(--no);font-weight:600}
.cards{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));margin:2rem 0}
.card{border:1px solid var(--line);border-radius:12px;padding:1.125rem 1.25rem}.card h2,.card h3{margin:0 0 .375rem;font-size:1.0625rem}.card p:last-child{margin:0}
.hero{padding:1.5rem 0 1rem}.hero h1{font-size:clamp(2rem,6vw,3.25rem);letter-spacing:-.025em;max-width:22ch}.row{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.5rem 0}
dl.figures{display:grid;gap:.75rem 1.5rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,12rem),1fr))}.figures div{border-top:1px solid var(--line);padding-top:.5rem}.figures dt{color:var(--muted);font-size:.875rem}.figures dd{margin:0;font-size:1.25rem;font-weight:600}
form{display:grid;gap:1rem;max-width:32rem}label,legend{font-weight:600;font-size:.9375rem;display:block;margin-bottom:.25rem}fieldset{border:0;padding:0;margin:0}
input,select,textarea,button{font:inherit;width:100%;padding:.5rem .75rem;border-radius:8px;border:1px solid var(--muted);background:var(--bg);color:var(--text);min-height:2.75rem}
button{width:auto;justify-self:start;background:var(--text);color:var(--bg);border-color:var(--text);font-weight:600;cursor:pointer;padding:.5rem 1.25rem}
.check{display:flex;gap:.5rem;align-items:start;font-weight:400;margin:.25rem 0}.check input{width:1.125rem;min-height:1.125rem;margin:.25rem 0 0;flex:none}
.error{color:var(--no);font-weight:600}
footer{margin:4rem 0 0;padding:1.5rem 0 2.5rem;border-top:1px solid var(--line);color:var(--muted);font-size:.875rem;display:flex;flex-wrap:wrap;gap:.75rem 2rem;justify-content:space-between}footer p{margin:0}
@media print{.skip,.top nav,.side,.toside,footer nav,form{display:none}body{font-size:11pt}.wrap,.prose{max-width:none}a{color:inherit}.two{display:block}h2,h3{break-after:avoid}li,tr{break-inside:avoid}}
`.replaceAll('\n', '')

export const styleElement: Html = { markup: `<style>${css}</style>` }

export const styleHash = `'sha256-${createHash('sha256').update(css).digest('base64')}'`
