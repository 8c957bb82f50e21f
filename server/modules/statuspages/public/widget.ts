/**
 * A script for others' pages: it puts a line with the page's state where it stands, and brings it up to date. No frame,
 * no cookie, nothing kept; its style does not meet that of the page around it. Pure.
 */
import type { Indicator } from '../headline.ts'
import type { Snapshot } from '../snapshot.ts'
import { shapes, toneOfIndicator, type Tone } from './style.ts'
import { directionOf, wordsOf } from './words.ts'

const refreshMs = 60_000

const colours: Record<Tone, string> = {
  ok: '#0d7a3f',
  minor: '#8f5a00',
  major: '#b1440a',
  critical: '#bf1f1f',
  work: '#1d5fc4',
  unknown: '#626b78',
}

const indicators = ['none', 'minor', 'major', 'critical', 'maintenance'] as const satisfies readonly Indicator[]

/** The state is asked for at the address from which the script came, so that it works on any of the page's hosts. */
export function widgetScript(snapshot: Snapshot): string {
  const { page, locale } = snapshot
  const words = wordsOf[locale]
  const states = Object.fromEntries(
    indicators.map((indicator) => {
      const tone = toneOfIndicator[indicator]
      return [indicator, { text: words.headline[indicator], colour: colours[tone], ...shapes[tone] }]
    }),
  )
  const facts = {
    name: page.name,
    url: page.url,
    locale,
    direction: directionOf(locale),
    unknown: words.state.unknown,
    now: snapshot.headline.indicator,
    states,
    label: words.statusOf(page.name),
    unknownShape: { colour: colours.unknown, ...shapes.unknown },
  }
  // In a script `<` needs no care; it gets it in case somebody puts the file between tags.
  const json = JSON.stringify(facts)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
  return `(function(){"use strict";var f=${json},s=document.currentScript;if(!s)return;
var root=s.src.replace(/\\/widget\\.js(?:[?#].*)?$/,""),host=document.createElement("span"),shadow=host.attachShadow({mode:"open"});
host.setAttribute("data-watchword-status","");var style=new CSSStyleSheet();
style.replaceSync("a{display:inline-flex;gap:.45em;align-items:center;font:600 14px/1.4 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:inherit;text-decoration:none;border:1px solid;border-color:color-mix(in srgb,currentColor 30%,transparent);border-radius:999px;padding:.3em .8em}a:hover{text-decoration:underline}a:focus-visible{outline:3px solid;outline-offset:2px}svg{width:1.15em;height:1.15em;flex:none}");
shadow.adoptedStyleSheets=[style];
var ns="http://www.w3.org/2000/svg";
function show(key,said){var t=f.states[key],known=!!t;t=t||f.unknownShape;var a=document.createElement("a");a.href=f.url;a.lang=f.locale;a.dir=f.direction;a.setAttribute("data-state",known?key:"unknown");
var svg=document.createElementNS(ns,"svg");svg.setAttribute("viewBox","0 0 20 20");svg.setAttribute("aria-hidden","true");
var one=document.createElementNS(ns,"path");one.setAttribute("d",t.outline);one.setAttribute("fill",t.colour);
var two=document.createElementNS(ns,"path");two.setAttribute("d",t.sign);two.setAttribute("fill","none");two.setAttribute("stroke","#fff");two.setAttribute("stroke-width","2.2");two.setAttribute("stroke-linecap","round");
svg.append(one,two);var text=document.createElement("span");var what=known?f.locale==="en"&&said||t.text:f.unknown;text.textContent=known?what:f.label+": "+f.unknown;a.append(svg,text);a.setAttribute("aria-label",f.name+": "+what);shadow.replaceChildren(a)}
function ask(){fetch(root+"/api/v2/status.json",{credentials:"omit",referrerPolicy:"no-referrer"}).then(function(r){if(!r.ok)throw new Error(String(r.status));return r.json()}).then(function(b){show(b.status.indicator,b.status.description)},function(){show("")})}
show(f.now);s.after(host);ask();setInterval(function(){if(!document.hidden)ask()},${refreshMs})})();
`
}
