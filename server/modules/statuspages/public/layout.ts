/** What all public pages have in common: landmarks, the page's name, the time of the snapshot. */
import { formatClock, formatDay } from '../time.ts'
import { markup, type Html } from './markup.ts'
import { sprite, styleElement } from './style.ts'

/** Where links lead: `/status/<slug>` on the app's host, empty on a page's own host. */
export type Base = string

export function homeOf(base: Base): string {
  return base === '' ? '/' : base
}

export type Frame = {
  title: string
  /** Language of the page (BCP 47). */
  language?: string
  head?: Html
  header?: Html
  main: Html
  footer?: Html
}

export function documentOf({ title, language = 'en', head, header, main, footer }: Frame): string {
  const page = markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
${styleElement}
</head>
<body>
${sprite}
<a class="skip" href="#main">Skip to the content</a>
<div class="wrap">
${header && markup`<header class="top">${header}</header>`}
<main id="main">
${main}
</main>
<footer>
${footer}
<p>Made with Watchword</p>
</footer>
</div>
</body>
</html>
`
  return page.markup
}

/** A moment, machine-readable too. */
export function timeElement(at: Date, timeZone: string): Html {
  return markup`<time datetime="${at.toISOString()}">${formatDay(at, timeZone)}, ${formatClock(at, timeZone)}</time>`
}

/** `Saturday 21 November 2026` of a local date `2026-11-21`. */
export function dayWords(date: string, today: string): Html {
  const words = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' })
  const text = words.format(new Date(`${date}T12:00:00Z`))
  return markup`${date === today ? `Today, ${text}` : text}`
}
