/** What all pages of the site have in common: landmarks, where one can go, who runs it. Pure. */
import { analyticsHead, type AnalyticsHead } from '#modules/analytics'
import { surfaceOf } from '#platform/http'
import { markup, type Html } from '#platform/markup'
import { inApp, ownSite, type Facts } from '../policy/rule.ts'
import { styleElement } from '#platform/page-style'

export type Page = {
  path: string
  title: string
  /** For search engines and previews; one sentence. */
  description: string
  main: Html
  /** Beside the content: a list of what is where. */
  side?: Html
  head?: Html
  /** A form's answer, a page with a secret in its address: not for search engines. */
  hidden?: true
}

const places = [
  ['/pricing', 'Pricing'],
  ['/docs', 'Docs'],
  ['/trust', 'Trust'],
  ['/privacy', 'Privacy'],
] as const

const policies = [
  ['/privacy', 'Privacy'],
  ['/terms', 'Terms'],
  ['/cookies', 'Cookies'],
  ['/security', 'Security'],
  ['/dpa', 'Data processing'],
  ['/subprocessors', 'Subprocessors'],
  ['/privacy/request', 'Privacy request'],
] as const

export function pageHtml(facts: Facts, { path, title, description, main, side, head, hidden }: Page): string {
  const { product, name } = facts.profile.operator
  const { scripts, notice } = analyticsOf(facts, path)
  const current = (href: string) =>
    (path === href || (href !== '/privacy' && path.startsWith(`${href}/`))) && markup` aria-current="page"`
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === product ? title : `${title} – ${product}`}</title>
<meta name="description" content="${description}">
<link rel="icon" type="image/svg+xml" href="/site/icon.svg">
${hidden ? markup`<meta name="robots" content="noindex">` : markup`<link rel="canonical" href="${facts.siteUrl}${path}">`}
${head}
${scripts.map((src) => markup`<script defer src="${src}"></script>\n`)}${styleElement}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<div class="wrap">
<header class="top">
<a class="brand" href="/">${mark}${product}</a>
<nav aria-label="Site"><ul>
${places.map(([href, text]) => markup`<li><a href="${href}"${current(href)}>${text}</a></li>`)}
<li><a class="button" href="${inApp(facts, '/')}">Open the app</a></li>
</ul></nav>
</header>
${side ? besides(main, side) : markup`<main id="main">${main}</main>`}
<footer>
<nav aria-label="Policies"><ul>
${policies.map(([href, text]) => markup`<li><a href="${href}">${text}</a></li>`)}
</ul></nav>
<p>Run by ${name}${product !== 'Watchword' && ', with Watchword'}</p>
</footer>
</div>
${notice}
</body>
</html>
`.markup
}

/** Of the site alone: neither the documentation nor the forms are counted. */
function analyticsOf(facts: Facts, path: string): AnalyticsHead {
  if (surfaceOf({ path }) !== 'site') return { scripts: [], notice: null }
  return analyticsHead(facts.profile, { path, siteUrl: ownSite(facts) })
}

/** After the content, so that a narrow screen begins with it. */
function besides(main: Html, side: Html): Html {
  return markup`<div class="two"><main id="main" class="prose"><p class="toside"><a href="#contents">Contents</a></p>${main}</main><nav class="side" id="contents" aria-label="Contents">${side}</nav></div>`
}

const shape = 'M4 5l4 14 4-10 4 10 4-14'
const mark: Html = {
  markup: `<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"><path d="${shape}"/></svg>`,
}

export const iconSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1d4fd7" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"><path d="${shape}"/></svg>`

/** Paths of our own, addresses of mail and of the web in a text become links; nothing else is markup. */
const linkable =
  /https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}]|(?<![\w/.])\/[a-z][\w-]*(?:[/?#=.][\w-]+)*|[\w.+-]+@[\w-]+(?:\.[\w-]+)*/g

export function linked(text: string): Html {
  const parts: (Html | string)[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(linkable)) {
    const href = found.includes('@') && !found.includes('/') ? `mailto:${found}` : found
    parts.push(text.slice(end, index), markup`<a href="${href}">${found}</a>`)
    end = index + found.length
  }
  return markup`${parts}${text.slice(end)}`
}

/** A table that can be scrolled by keyboard where it is wider than the page. */
export function table(label: string, heads: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html {
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table><thead><tr>${heads.map(
    (head) => markup`<th scope="col">${head}</th>`,
  )}</tr></thead><tbody>
${rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`
}
