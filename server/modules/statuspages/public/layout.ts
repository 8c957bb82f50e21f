/** What all public pages have in common: landmarks, the page's name, its languages and its look. */
import { locales, type Locale } from '../look/locale.ts'
import { plainLook, type ShownLook } from '../look/look.ts'
import { markup, type Html } from './markup.ts'
import { lookSheet, sprite, styleElement } from './style.ts'
import { directionOf, formatMoment, wordsOf } from './words.ts'

/** Where links lead: `/status/<slug>` on the app's host, empty on a page's own host. */
export type Base = string

export function homeOf(base: Base): string {
  return base === '' ? '/' : base
}

export type Frame = {
  title: string
  /** Of the page's own words. */
  locale?: Locale
  look?: ShownLook
  head?: Html | undefined
  header?: Html
  main: Html
  footer?: Html
}

export function documentOf({ title, locale = 'en', look = plainLook, head, header, main, footer }: Frame): string {
  const words = wordsOf[locale]
  const sheet = lookSheet(look)
  const page = markup`<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}"${look.theme !== 'auto' && markup` data-theme="${look.theme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
${styleElement}${sheet !== null && { markup: `<style>${sheet}</style>` }}
</head>
<body>
${sprite}
<a class="skip" href="#main">${words.skip}</a>
<div class="wrap">
${header && markup`<header class="top">${header}</header>`}
<main id="main">
${main}
</main>
<footer>
${footer}
<p>${words.madeWith}</p>
</footer>
</div>
</body>
</html>
`
  return page.markup
}

/** The same page in the other languages. `path` is where it is below the language, e.g. `/history`. */
export function languageLinks(base: Base, locale: Locale, path: string): Html {
  return markup`<nav aria-label="${wordsOf[locale].languages}"><ul>${locales.map(
    (each) =>
      markup`<li><a href="${base}/${each}${path}" lang="${each}" hreflang="${each}"${
        each === locale && markup` aria-current="true"`
      }>${wordsOf[each].language}</a></li>`,
  )}</ul></nav>`
}

/** A moment, machine-readable too. */
export function timeElement(at: Date, timeZone: string, locale: Locale): Html {
  return markup`<time datetime="${at.toISOString()}">${formatMoment(at, timeZone, locale)}</time>`
}
