/** The look of the public pages: style sheets in the page itself, allowed by their hashes, and the shapes of states. */
import { createHash } from 'node:crypto'
import { contentSecurityPolicy as policyOf } from '#platform/http'
import type { Impact, Indicator } from '../headline.ts'
import type { ShownLook } from '../look/look.ts'
import type { DayState } from '../snapshot.ts'
import { markup, type Html } from './markup.ts'

/** Every pair of text and ground has a contrast of 4.5 or more in both themes. */
const light = `--bg:#fff;--soft:#f6f7f9;--line:#e3e6ea;--text:#16191f;--muted:#545c69;--accent:#1d4fd7;
--ok:#0d7a3f;--minor:#8f5a00;--major:#b1440a;--critical:#bf1f1f;--work:#1d5fc4;--unknown:#626b78;
--ok-bg:#eaf7ef;--minor-bg:#fdf4e0;--major-bg:#fdeee4;--critical-bg:#fdecec;--work-bg:#eaf2fd`
const dark = `--bg:#0e1116;--soft:#161b22;--line:#2a313b;--text:#e9ecf1;--muted:#a4adba;--accent:#8db4ff;
--ok:#56d08a;--minor:#f2bd55;--major:#ff9d63;--critical:#ff8a84;--work:#86b6ff;--unknown:#939cab;
--ok-bg:#11251a;--minor-bg:#2a2010;--major-bg:#2d1b10;--critical-bg:#301516;--work-bg:#12203a`

/** The reader's own theme, unless the page has one. `:root` twice, so that all three weigh the same. */
const themed = (onLight: string, onDark: string): string =>
  `:root:root{${onLight}}@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${onDark}}}:root[data-theme=dark]{${onDark}}`

const css = `
:root{color-scheme:light dark}:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
${themed(light, dark)}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.wrap{max-width:46rem;margin:0 auto;padding:0 1rem}
a{color:var(--accent);text-underline-offset:.15em}
a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
h1,h2,h3,p,ul,ol,dl,dd{margin:0;padding:0}ul,ol{list-style:none}
h1{font-size:1.25rem;line-height:1.3;letter-spacing:-.01em}h1 a{color:inherit;text-decoration:none}
h2{font-size:1.0625rem;margin:2.75rem 0 .75rem;letter-spacing:-.005em}
main h1{font-size:1.5rem;margin-bottom:.5rem}h4{margin:0;font-size:1rem}
h3{font-size:1rem;line-height:1.4}h3 a,h4 a{color:inherit}
.skip{position:absolute;top:-9rem}.skip:focus{top:.5rem;background:var(--bg);padding:.5rem;z-index:1}
.skip:focus{inset-inline-start:1rem}.top{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between;padding:1.75rem 0 1.25rem}
.lead{color:var(--muted);margin:-.5rem 0 1.25rem}
.muted,time{color:var(--muted)}.small,time{font-size:.875rem}
.banner{display:flex;gap:.875rem;align-items:center;padding:1.125rem 1.25rem;border-radius:12px;border:1px solid;
background:var(--tint);border-color:color-mix(in srgb,var(--tone) 45%,transparent)}
.banner strong{display:block;font-size:1.25rem;line-height:1.3;letter-spacing:-.01em}.banner svg{width:2rem;height:2rem}
svg{width:1.125rem;height:1.125rem;flex:none;color:var(--tone)}svg.sprite{display:none}
.ok{--tone:var(--ok);--tint:var(--ok-bg)}.minor{--tone:var(--minor);--tint:var(--minor-bg)}
.major{--tone:var(--major);--tint:var(--major-bg)}.critical{--tone:var(--critical);--tint:var(--critical-bg)}
.work{--tone:var(--work);--tint:var(--work-bg)}.unknown{--tone:var(--unknown);--tint:var(--soft)}
.card{border:1px solid var(--line);border-radius:12px}
.notice{margin:0 0 1rem;padding:.75rem 1rem;border-radius:12px;background:var(--soft);border:1px dashed var(--muted)}
.row{display:flex;flex-wrap:wrap;gap:.125rem 1rem;justify-content:space-between;padding:.8125rem 1.125rem;border-top:1px solid var(--line)}
.row:first-child{border-top:0}.row p{flex-basis:100%}
.state{display:inline-flex;gap:.4375rem;align-items:center;color:var(--tone);font-weight:600;font-size:.9375rem}
.report{padding:1.125rem;margin-bottom:1rem;border-inline-start:4px solid var(--tone)}
.facts{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.375rem 0 0}
.updates{margin-top:1rem;border-inline-start:2px solid var(--line);margin-inline-start:.25rem}
.updates li{position:relative;padding-block-end:1.125rem;padding-inline-start:1.25rem}.updates li:last-child{padding-bottom:0}
.updates li::before{content:"";position:absolute;inset-inline-start:-6px;top:.5rem;width:10px;height:10px;border-radius:50%;background:var(--bg);border:2px solid var(--muted)}
.updates p{margin-top:.375rem}strong+time{margin-inline-start:.5rem}.notice time,p.muted time{font:inherit;color:inherit}
.day{padding:.875rem 0;border-top:1px solid var(--line);display:grid;gap:.25rem 1.5rem}
.day h3{font-size:.9375rem;font-weight:600}.day li+li{margin-top:.75rem}
@media (min-width:40rem){.day{grid-template-columns:11.5rem 1fr}}
form{display:flex;flex-wrap:wrap;gap:.625rem;margin-top:.75rem}
label{flex-basis:100%;font-weight:600;font-size:.9375rem}
input,button{font:inherit;padding:.625rem .875rem;border-radius:8px;border:1px solid var(--muted);min-height:2.75rem}
input{flex:1 1 14rem;min-width:0;background:var(--bg);color:var(--text)}
button{background:var(--text);border-color:var(--text);color:var(--bg);font-weight:600;cursor:pointer}
.error{flex-basis:100%;color:var(--critical);font-weight:600}
footer{margin:3rem 0 0;padding:1.25rem 0 2rem;border-top:1px solid var(--line);color:var(--muted);font-size:.875rem}
footer ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin-top:.375rem}footer a{color:inherit}
.prose p+p{margin-top:.75rem}
.logo{display:block;max-height:2.5rem;max-width:14rem;margin-block-end:.25rem}
.row>svg.bars{flex-basis:100%;width:100%;height:1.75rem;margin-top:.5rem;border-radius:3px}
.bars path{fill:none;stroke:var(--tone);stroke-width:24;stroke-dasharray:3 1}.bars path.unknown{stroke-dasharray:.75 1.25;stroke-width:20;opacity:.5}.bars path:hover{opacity:.7}
[dir=rtl] .bars{transform:scaleX(-1)}
.scale{flex-basis:100%;display:flex;justify-content:space-between;gap:.5rem;color:var(--muted);font-size:.8125rem}
.row details{flex-basis:100%;font-size:.875rem;color:var(--muted)}.row summary{cursor:pointer;padding:.25rem 0}
.group>details>summary{display:flex;flex-wrap:wrap;gap:.125rem 1rem;justify-content:space-between;padding:.8125rem 1.125rem;cursor:pointer;font-weight:600}
.group{border-top:1px solid var(--line)}.group:first-child{border-top:0}.group ul{padding-inline-start:1.125rem;border-top:1px solid var(--line)}.group>details>summary::before{content:"▸";color:var(--muted)}.group>details[open]>summary::before{content:"▾"}
.group>details>summary>span:first-of-type{margin-inline-end:auto}
.cal{border-collapse:collapse;width:100%;table-layout:fixed;margin:.5rem 0 1.5rem}.cal th{font-size:.8125rem;font-weight:600;color:var(--muted);padding:.25rem}
.cal td{border:1px solid var(--line);height:3rem;vertical-align:top;padding:.25rem;font-size:.875rem}.cal td.on{background:var(--tint)}.cal svg{vertical-align:-.2em}
.entry h2{font-size:1rem;margin:0}.entry{padding:.875rem 0;border-top:1px solid var(--line)}
.between{display:flex;flex-wrap:wrap;gap:.5rem 1rem;justify-content:space-between}.card+.card{margin-top:1rem}
.hide{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (prefers-reduced-motion:no-preference){summary,a{transition:opacity .1s}}
@media print{.skip,form{display:none}}
`.replaceAll('\n', '')

export const styleElement: Html = { markup: `<style>${css}</style>` }

const hashOf = (sheet: string): string => `'sha256-${createHash('sha256').update(sheet).digest('base64')}'`
const ownHash = hashOf(css)

/** What the page's members made of its look: null for a page that looks as all do. `css` of the look is filtered. */
export function lookSheet({
  accent,
  accentDark,
  css: own,
}: Pick<ShownLook, 'accent' | 'accentDark' | 'css'>): string | null {
  const colour = (value: string | null): string => (value === null ? '' : `--accent:${value}`)
  const colours = accent === null && accentDark === null ? '' : themed(colour(accent), colour(accentDark ?? accent))
  return colours + own === '' ? null : colours + own
}

/** Allows the page's own style sheet, and the one of its look. */
export function policyFor(sheet: string | null): string {
  return policyOf('status', { styles: sheet === null ? [ownHash] : [ownHash, hashOf(sheet)] })
}

export const contentSecurityPolicy = policyFor(null)

export type Tone = 'ok' | 'minor' | 'major' | 'critical' | 'work' | 'unknown'

export const toneOfStatus: Record<DayState, Tone> = {
  operational: 'ok',
  degraded_performance: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
  under_maintenance: 'work',
  unknown: 'unknown',
}

export const toneOfIndicator: Record<Indicator, Tone> = {
  none: 'ok',
  minor: 'minor',
  major: 'major',
  critical: 'critical',
  maintenance: 'work',
}

export const toneOfImpact: Record<Impact, Tone> = { none: 'work', minor: 'minor', major: 'major', critical: 'critical' }

/** Circle with a tick, triangle, diamond, octagon with a cross, square with bars, ring: told apart without colour. */
export const shapes: Record<Tone, { outline: string; sign: string }> = {
  ok: { outline: 'M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18z', sign: 'M5.8 10.3l2.8 2.8 5.6-6' },
  minor: {
    outline: 'M10 1.2c.6 0 1 .3 1.3.8l8 14.4c.6 1-.1 2.3-1.3 2.3H2c-1.2 0-1.9-1.3-1.3-2.3L8.7 2c.3-.5.7-.8 1.3-.8z',
    sign: 'M10 7v4.6m0 3.3v.1',
  },
  major: {
    outline:
      'M8.9 1.2a1.6 1.6 0 0 1 2.2 0l7.7 7.7a1.6 1.6 0 0 1 0 2.2l-7.7 7.7a1.6 1.6 0 0 1-2.2 0L1.2 11.1a1.6 1.6 0 0 1 0-2.2z',
    sign: 'M6 10h8',
  },
  critical: { outline: 'M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z', sign: 'M6.8 6.8l6.4 6.4m0-6.4l-6.4 6.4' },
  work: { outline: 'M4 1h12a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3z', sign: 'M7.5 6v8m5-8v8' },
  unknown: {
    outline: 'M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18z',
    sign: 'M7.6 7.6a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.2.9-1.2 1.8m0 3v.1',
  },
}

/** The shapes once, for `icon` to point at. */
export const sprite: Html = {
  markup: `<svg class="sprite">${Object.entries(shapes)
    .map(
      ([tone, { outline, sign }]) =>
        `<symbol id="i-${tone}" viewBox="0 0 20 20"><path d="${outline}" fill="currentColor"/>` +
        `<path d="${sign}" fill="none" stroke="var(--bg)" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></symbol>`,
    )
    .join('')}</svg>`,
}

export function icon(tone: Tone): Html {
  return markup`<svg aria-hidden="true" focusable="false"><use href="#i-${tone}"/></svg>`
}
