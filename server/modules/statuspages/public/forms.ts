/**
 * Everything that a page can be read as, by its path below the page's root: the one list from which routes, the kept
 * renders, the static export and the tests of what nobody may see are made. Pure.
 */
import { locales, type Locale } from '../look/locale.ts'
import { monthsOf, type Snapshot } from '../snapshot.ts'
import { badgeSvg, iconSvg } from './badge.ts'
import { icalendar } from './calendar.ts'
import { atomFeed, jsonFeed, rssFeed } from './feeds.ts'
import { historyHtml } from './history-html.ts'
import type { Base } from './layout.ts'
import { logoPath, pageHtml } from './page-html.ts'
import { maintenanceHtml, reportHtml } from './report-html.ts'
import { lookSheet, policyFor } from './style.ts'
import { v2Bodies, type V2File } from './v2.ts'
import { widgetScript } from './widget.ts'

/** See `Rendering`. */
type RenderOptions = { base: Base; stale: boolean; isCopy?: boolean }

/** `html` has links that depend on where the page is, and says when it is stale; all others are the same everywhere. */
export type Form =
  | { kind: 'html'; render(options: RenderOptions): string }
  | { kind: 'api' | 'file'; type: string; render(): string | Buffer }

const files: Readonly<Record<string, { type: string; render(snapshot: Snapshot): string }>> = {
  '/history.atom': { type: 'application/atom+xml; charset=utf-8', render: atomFeed },
  '/history.rss': { type: 'application/rss+xml; charset=utf-8', render: rssFeed },
  '/history.json': { type: 'application/feed+json; charset=utf-8', render: jsonFeed },
  '/maintenance.ics': { type: 'text/calendar; charset=utf-8', render: icalendar },
  '/badge.svg': { type: 'image/svg+xml', render: badgeSvg },
  '/icon.svg': { type: 'image/svg+xml', render: iconSvg },
  '/widget.js': { type: 'text/javascript; charset=utf-8', render: widgetScript },
}

export const v2Files = Object.keys(v2Bodies) as V2File[] // its keys are these, by its type

/** Of forms whose address is the same on every page. */
export const filePaths = Object.keys(files)
export const apiPaths = v2Files.map((file) => `/api/v2/${file}`)

/** Below which a page is in a language that its reader chose; the first one is the page's own. */
export const languagePrefixes: readonly string[] = ['', ...locales.map((locale) => `/${locale}`)]

/** What is at the path, `/` first; undefined where there is nothing. */
export function findForm(snapshot: Snapshot, path: string): Form | undefined {
  const file = Object.hasOwn(files, path) ? files[path] : undefined
  if (file) return { kind: 'file', type: file.type, render: () => file.render(snapshot) }
  if (path.startsWith('/api/v2/')) {
    const name = path.slice('/api/v2/'.length)
    const body = v2Files.find((each) => each === name)
    if (!body) return undefined
    const type = 'application/json; charset=utf-8'
    return { kind: 'api', type, render: () => JSON.stringify(v2Bodies[body](snapshot)) }
  }
  const { logo } = snapshot
  if (path.startsWith('/logo/')) {
    if (!logo || path !== logoPath(logo)) return undefined
    return { kind: 'file', type: logo.type, render: () => Buffer.from(logo.base64, 'base64') }
  }
  return htmlForm(snapshot, path)
}

function htmlForm(snapshot: Snapshot, path: string): Form | undefined {
  const [, first = ''] = path.split('/', 2)
  const locale = locales.find((each): each is Locale => each === first)
  const rest = locale === undefined ? path : path.slice(locale.length + 1)
  const [, what = '', id = '', ...more] = rest.split('/')
  if (more.length > 0) return undefined
  if (what === '') return rest.length > 1 ? undefined : html((options) => pageHtml(snapshot, { ...options, locale }))
  if (what === 'history') {
    const months = monthsOf(snapshot, snapshot.takenAt)
    const month = id === '' ? months[0] : months.find((each) => each === id)
    return month === undefined ? undefined : html((options) => historyHtml(snapshot, month, { ...options, locale }))
  }
  if (what === 'reports') {
    const report = snapshot.reports.find((each) => each.id === id)
    return report && html((options) => reportHtml(snapshot, report, { ...options, locale }))
  }
  if (what === 'maintenance') {
    const window = snapshot.maintenances.find((each) => each.id === id)
    return window && html((options) => maintenanceHtml(snapshot, window, { ...options, locale }))
  }
  return undefined
}

function html(render: (options: RenderOptions) => string): Form {
  return { kind: 'html', render }
}

/** Every path of a page, in one order: what a static copy of it consists of. */
export function listPaths(snapshot: Snapshot): string[] {
  const months = monthsOf(snapshot, snapshot.takenAt)
  const below = [
    '/history',
    ...months.map((month) => `/history/${month}`),
    ...snapshot.reports.map(({ id }) => `/reports/${id}`),
    ...snapshot.maintenances.map(({ id }) => `/maintenance/${id}`),
  ]
  return [
    '/',
    ...below,
    ...locales.flatMap((locale) => [`/${locale}`, ...below.map((path) => `/${locale}${path}`)]),
    ...apiPaths,
    ...filePaths,
    ...(snapshot.logo ? [logoPath(snapshot.logo)] : []),
  ]
}

/** Of what the calendar leads to and the snapshot does not tell (`loadPastSnapshot`), in the page's own language. */
export function listPastPaths(past: Snapshot): string[] {
  return [...past.reports.map(({ id }) => `/reports/${id}`), ...past.maintenances.map(({ id }) => `/maintenance/${id}`)]
}

const feedCache = 'public, max-age=10, s-maxage=30, stale-while-revalidate=60, stale-if-error=86400'
// Whoever reloads wants to know how it is now, so a browser asks each time; with the ETag that costs a 304.
const pageCache = 'public, max-age=0, must-revalidate, s-maxage=10, stale-if-error=86400'

/** Of the answer, whatever its encoding. What is not a page is for whoever asks, from wherever. */
export function headersOf(snapshot: Snapshot, form: Form): Record<string, string> {
  if (form.kind === 'html') {
    return {
      'cache-control': pageCache,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyFor(lookSheet(snapshot.look)),
    }
  }
  return {
    'cache-control': feedCache,
    'access-control-allow-origin': '*',
    'content-type': form.type,
    // A picture or script that is opened by itself runs nothing and loads nothing.
    ...(form.kind === 'file' && { 'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'" }),
  }
}
