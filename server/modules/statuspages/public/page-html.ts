/** The public page of a snapshot. Pure; without scripts and without anything from another host. */
import { stateOfGroup } from '../components/group-state.ts'
import type { Locale } from '../look/locale.ts'
import { logoEndings } from '../look/logo.ts'
import {
  daysOf,
  historyDays,
  isGroup,
  isOpen,
  listedTree,
  localDate,
  type DayState,
  type Logo,
  type Snapshot,
  type SnapshotComponent,
  type SnapshotMaintenance,
  type SnapshotReport,
} from '../snapshot.ts'
import { barsOf } from './bars.ts'
import { documentOf, languageLinks, timeElement, type Base } from './layout.ts'
import { markup, paragraphs, type Html } from './markup.ts'
import { icon, toneOfImpact, toneOfIndicator, toneOfStatus } from './style.ts'
import { isActive, isUpcoming } from './v2.ts'
import { formatDate, formatMoment, headlineWords, wordsOf } from './words.ts'

/** Updates of an open report that the page itself shows; the report's page has all. */
const shownUpdates = 3
/** Characters of the last update that a past report shows. */
const excerptLength = 220
/** Past reports and windows shown of one day, and reports of all days in full. */
const shownPerDay = 10
/** Planned windows that the page itself shows. */
const shownWindows = 10
/** Groups with more members are folded while all of them are well. */
const openGroupSize = 6

export type Rendering = {
  base: Base
  /** Of the words; undefined: the page's own, whose addresses do without it. */
  locale?: Locale | undefined
  /** The database could not be asked: what is shown is the last that was known. */
  stale: boolean
  form?: { error: string; address: string }
  /** A copy that another host serves: what it cannot do itself leads to the page that it was copied from. */
  isCopy?: boolean | undefined
}

/** What every part of a page needs to know to be written. */
export type Setting = { snapshot: Snapshot; base: Base; locale: Locale; root: string }

export function settingOf(snapshot: Snapshot, { base, locale }: Pick<Rendering, 'base' | 'locale'>): Setting {
  return { snapshot, base, locale: locale ?? snapshot.locale, root: locale === undefined ? base : `${base}/${locale}` }
}

export function pageHtml(snapshot: Snapshot, rendering: Rendering): string {
  const setting = settingOf(snapshot, rendering)
  const { locale, root } = setting
  const { page, look } = snapshot
  const words = wordsOf[locale]
  const open = snapshot.reports.filter(isOpen)
  const active = snapshot.maintenances.filter(isActive)
  const upcoming = snapshot.maintenances.filter(isUpcoming).toReversed()
  return documentOf({
    title: `${page.name} – ${headlineWords(snapshot.headline, locale)}`,
    locale,
    look,
    head: headOf(setting),
    header: markup`<div>${logo(setting)}<h1>${page.name}</h1></div><a href="#subscribe">${words.getUpdates}</a>`,
    main: markup`
${page.description !== '' && markup`<p class="lead" dir="auto">${page.description}</p>`}
${rendering.stale && staleNotice(setting, rendering)}
${banner(setting, open.length)}
${
  open.length + active.length > 0 &&
  markup`<section aria-labelledby="now"><h2 id="now">${words.now}</h2>${open.map((report) => openReport(setting, report))}${active.map((window) => windowCard(setting, window))}</section>`
}
${snapshot.components.length > 0 && services(setting)}
${
  upcoming.length > 0 &&
  markup`<section aria-labelledby="planned"><h2 id="planned">${words.planned}</h2>${upcoming.slice(0, shownWindows).map((window) => windowCard(setting, window))}</section>`
}
<section aria-labelledby="past"><h2 id="past">${words.pastDays(historyDays)}</h2>
${pastDays(setting)}
<p><a href="${root}/history">${words.allHistory}</a></p>
</section>
${subscribe(setting, rendering)}`,
    footer: footerOf(setting, ''),
  })
}

export function headOf({ snapshot: { page, headline }, base, locale }: Setting): Html {
  return markup`<link rel="icon" type="image/svg+xml" href="${base}/icon.svg">
<link rel="alternate" type="application/atom+xml" title="${page.name}" href="${base}/history.atom">
<meta name="description" content="${page.name}: ${headlineWords(headline, locale)}">`
}

function logo({ snapshot, base }: Setting): Html | false {
  return snapshot.logo !== null && markup`<img class="logo" src="${base}${logoPath(snapshot.logo)}" alt="">`
}

/** A new picture has a new address, so that nobody is shown an old one. */
export function logoPath({ hash, type }: Logo): string {
  return `/logo/${hash}.${logoEndings[type] ?? 'png'}`
}

export function staleNotice(
  { snapshot: { takenAt, page }, locale }: Setting,
  { isCopy }: Pick<Rendering, 'isCopy'>,
): Html {
  const words = wordsOf[locale]
  return markup`<p class="notice" role="status">${isCopy ? words.copyBefore : words.staleBefore} ${timeElement(takenAt, page.timeZone, locale)}.</p>`
}

function banner({ snapshot: { headline, page }, locale }: Setting, openReports: number): Html {
  const words = wordsOf[locale]
  const tone = toneOfIndicator[headline.indicator]
  return markup`<div class="banner ${tone}" role="status">${icon(tone)}<p><strong>${headlineWords(headline, locale)}</strong>
<span class="small">${openReports > 0 && `${words.openReports(openReports)} `}${words.lastChange}: ${formatMoment(page.updatedAt, page.timeZone, locale)}</span></p></div>`
}

function services(setting: Setting): Html {
  const { snapshot, locale } = setting
  const uptime = new Map(snapshot.uptime.map((each) => [each.id, each]))
  const row = (component: SnapshotComponent): Html => {
    const { id, name, description, because, showcase } = component
    const history = showcase ? uptime.get(id) : undefined
    return markup`<li class="row"><span><bdi>${name}</bdi></span>${stateOf(shownState(component), locale)}${
      because.length > 0 && markup`<p class="small muted">${wordsOf[locale].because(because.join(', '))}</p>`
    }${description !== '' && markup`<p class="small muted" dir="auto">${description}</p>`}${
      history && barsOf(history, name, locale)
    }</li>
`
  }
  return markup`<section aria-labelledby="services"><h2 id="services">${wordsOf[locale].services}</h2><ul class="card">
${listedTree(snapshot).map((each) => {
  if (!isGroup(each)) return row(each)
  const states = each.members.map(shownState)
  const state = stateOfGroup(each.upWhen, states)
  // Also where it is up by one of its parts: readers see which one is not.
  const open = states.some((member) => member !== 'operational') || each.members.length <= openGroupSize
  return markup`<li class="group"><details${open && markup` open`}><summary><span><bdi>${each.name}</bdi>${each.upWhen === 'any' && markup` <span class="small muted">(${wordsOf[locale].anyOf})</span>`}</span>${stateOf(state, locale)}</summary><ul>
${each.members.map(row)}</ul></details></li>
`
})}</ul></section>`
}

/** What is not known is said to be so, never shown as well. */
function shownState({ status, unknownSince }: SnapshotComponent): DayState {
  return unknownSince === null ? status : 'unknown'
}

function stateOf(state: DayState, locale: Locale): Html {
  const tone = toneOfStatus[state]
  return markup`<span class="state ${tone}">${icon(tone)}${wordsOf[locale].state[state]}</span>`
}

function openReport(setting: Setting, report: SnapshotReport): Html {
  const words = wordsOf[setting.locale]
  const more = report.updates.length - shownUpdates
  const address = `${setting.root}/reports/${report.id}`
  return markup`<article class="card report ${toneOfImpact[report.impact]}">
<h3><a href="${address}"><bdi>${report.title}</bdi></a></h3>
${factsOf(setting, report)}
${updatesOf(setting, report, shownUpdates)}
${more > 0 && markup`<p class="small"><a href="${address}">${words.earlierUpdates(more)}</a></p>`}
</article>`
}

/** Impact, and each affected service. */
export function factsOf({ snapshot, locale }: Setting, report: SnapshotReport): Html {
  const words = wordsOf[locale]
  const tone = toneOfImpact[report.impact]
  return markup`<p class="facts small"><span class="state ${tone}">${icon(tone)}${words.impact[report.impact]}</span>${affected(snapshot, report.componentIds, locale)}</p>`
}

function affected({ components }: Snapshot, ids: readonly string[], locale: Locale): Html | false {
  const names = components.filter(({ id }) => ids.includes(id)).map(({ name }) => name)
  return names.length > 0 && markup`<span class="muted">${wordsOf[locale].affects} ${names.join(', ')}</span>`
}

export function updatesOf(
  { snapshot: { page }, locale }: Setting,
  { updates }: Pick<SnapshotReport, 'updates'>,
  limit: number,
): Html {
  const words = wordsOf[locale]
  return markup`<ol class="updates">${updates.slice(0, limit).map(
    ({ status, displayAt, correctedAt, body }) =>
      markup`<li><strong>${words.report[status]}</strong> ${timeElement(displayAt, page.timeZone, locale)}${
        correctedAt &&
        markup` <span class="small muted">(${words.corrected}: ${timeElement(correctedAt, page.timeZone, locale)})</span>`
      }<div dir="auto">${paragraphs(body)}</div></li>
`,
  )}</ol>`
}

/** State, time and what is affected of a window. */
export function windowFacts({ snapshot, locale }: Setting, window: SnapshotMaintenance): Html {
  const { timeZone } = snapshot.page
  const from = formatMoment(window.scheduledFor, timeZone, locale)
  const to = formatMoment(window.scheduledUntil, timeZone, locale)
  const words = wordsOf[locale]
  return markup`<p class="facts small"><span class="state work">${icon('work')}${words.maintenance}: ${words.window[window.status]}</span><span class="muted">${words.fromTo(from, to)}</span>${affected(snapshot, window.componentIds, locale)}</p>`
}

export function windowUpdates(
  { snapshot: { page }, locale }: Setting,
  { updates }: SnapshotMaintenance,
  limit: number,
): Html | false {
  const told = updates.filter(({ body }) => body.trim() !== '').slice(0, limit)
  return (
    told.length > 0 &&
    markup`<ol class="updates">${told.map(
      ({ status, createdAt, body }) =>
        markup`<li><strong>${wordsOf[locale].window[status]}</strong> ${timeElement(createdAt, page.timeZone, locale)}<div dir="auto">${paragraphs(body)}</div></li>
`,
    )}</ol>`
  )
}

function windowCard(setting: Setting, window: SnapshotMaintenance): Html {
  return markup`<article class="card report work">
<h3><a href="${setting.root}/maintenance/${window.id}"><bdi>${window.title}</bdi></a></h3>
${windowFacts(setting, window)}
${windowUpdates(setting, window, 1)}
</article>`
}

function pastDays(setting: Setting): Html[] {
  const { snapshot, locale } = setting
  const zone = snapshot.page.timeZone
  const completed = snapshot.maintenances.filter(({ status }) => status === 'completed')
  const windowsOf = Map.groupBy(completed, (window) => localDate(window.startedAt ?? window.scheduledFor, zone))
  const days = daysOf(snapshot, snapshot.takenAt)
  return days.map(({ date, reports }, index) =>
    dayOf(setting, {
      title: index === 0 ? `${wordsOf[locale].today}, ${formatDate(date, locale)}` : formatDate(date, locale),
      reports: reports.slice(0, shownPerDay),
      windows: (windowsOf.get(date) ?? []).slice(0, shownPerDay),
    }),
  )
}

function dayOf(
  { root, snapshot: { page }, locale }: Setting,
  { title, reports, windows }: { title: string; reports: SnapshotReport[]; windows: SnapshotMaintenance[] },
): Html {
  const words = wordsOf[locale]
  const time = (at: Date) => timeElement(at, page.timeZone, locale)
  if (reports.length + windows.length === 0) {
    return markup`<div class="day"><h3>${title}</h3><p class="muted">${words.noReports}</p></div>
`
  }
  return markup`<div class="day"><h3>${title}</h3><ul>${reports.map((report) => {
    const [last] = report.updates
    return markup`<li><h4><a href="${root}/reports/${report.id}"><bdi>${report.title}</bdi></a></h4>
<p class="small">${last && markup`<strong>${words.report[last.status]}</strong> ${time(last.displayAt)}`}</p>
${last && !isOpen(report) && markup`<p class="small muted" dir="auto">${excerpt(last.body)}</p>`}</li>`
  })}${windows.map(
    (window) => markup`<li><h4><a href="${root}/maintenance/${window.id}"><bdi>${window.title}</bdi></a></h4>
<p class="small"><strong>${words.maintenance}: ${words.window[window.status]}</strong> ${time(window.completedAt ?? window.scheduledUntil)}</p></li>`,
  )}</ul></div>
`
}

function excerpt(body: string): string {
  const text = body.replaceAll(/\s+/g, ' ').trim()
  return text.length <= excerptLength ? text : `${text.slice(0, excerptLength).toWellFormed()}…`
}

function subscribe({ base: own, locale, snapshot }: Setting, { form, isCopy }: Rendering): Html {
  const base = isCopy ? snapshot.page.url : own
  const words = wordsOf[locale]
  return markup`<section aria-labelledby="subscribe"><h2 id="subscribe">${words.subscribeTitle}</h2>
<p class="muted small">${words.subscribeLead}</p>
<form method="post" action="${base}/subscribers">${locale !== snapshot.locale && markup`<input type="hidden" name="language" value="${locale}">`}
<label for="address">${words.address}</label>
${form && markup`<p class="error" id="address-error" role="alert">${form.error}</p>`}
<input id="address" name="address" type="email" required maxlength="254" autocomplete="email" value="${form?.address}"${
    form && markup` aria-invalid="true" aria-describedby="address-error"`
  }>
<button type="submit">${words.subscribe}</button>
</form>
<p class="small"><a href="${base}/subscribe${locale !== snapshot.locale && `?language=${locale}`}">${words.moreWays}</a></p></section>`
}

/** `path`: of this very page below its language. */
export function footerOf({ snapshot: { page }, base, root, locale }: Setting, path: string): Html {
  const words = wordsOf[locale]
  return markup`<p>${words.timesIn} ${page.timeZone}.</p>
<ul><li><a href="${root === '' ? '/' : root}">${words.statusPage}</a></li><li><a href="${root}/history">${words.history}</a></li></ul>
<ul aria-label="${words.feeds}"><li><a href="${base}/history.atom">Atom</a></li><li><a href="${base}/history.rss">RSS</a></li><li><a href="${base}/history.json">JSON</a></li><li><a href="${base}/maintenance.ics">iCal</a></li><li><a href="${base}/api/v2/summary.json">API</a></li></ul>
${languageLinks(base, locale, path)}`
}
