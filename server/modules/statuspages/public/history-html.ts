/** The calendar of one month with what was reported in it. Pure. */
import type { Impact } from '../headline.ts'
import { worseImpact } from '../headline.ts'
import { localDate, monthsOf, type HistoryEntry, type Snapshot } from '../snapshot.ts'
import { timeElement } from './layout.ts'
import { markup, type Html } from './markup.ts'
import { settingOf, type Rendering, type Setting } from './page-html.ts'
import { story } from './report-html.ts'
import { icon, toneOfImpact } from './style.ts'
import { formatMonth, weekdays, wordsOf } from './words.ts'

/** `month`: `2026-11`, one of `monthsOf`. */
export function historyHtml(snapshot: Snapshot, month: string, rendering: Rendering): string {
  const setting = settingOf(snapshot, rendering)
  const { locale } = setting
  const entries = snapshot.history.filter((entry) => touches(snapshot, entry, month))
  return story(setting, rendering, {
    title: `${wordsOf[locale].history}: ${formatMonth(month, locale)}`,
    path: `/history/${month}`,
    main: markup`${between(setting, month)}
${calendar(setting, month, entries)}
${entries.length === 0 ? markup`<p class="muted">${wordsOf[locale].nothingInMonth}</p>` : markup`<ul>${entries.map((entry) => line(setting, entry))}</ul>`}`,
  })
}

/** From the first to the last local day, `2026-11-21`; what is open lasts until now. */
function span({ page, takenAt }: Snapshot, { startedAt, endedAt }: HistoryEntry): [string, string] {
  const from = localDate(startedAt, page.timeZone)
  const to = localDate(endedAt ?? takenAt, page.timeZone)
  return [from, to < from ? from : to]
}

function touches(snapshot: Snapshot, entry: HistoryEntry, month: string): boolean {
  const [from, to] = span(snapshot, entry)
  return from.slice(0, 7) <= month && month <= to.slice(0, 7)
}

function between({ snapshot, root, locale }: Setting, month: string): Html {
  const months = monthsOf(snapshot, snapshot.takenAt)
  const index = months.indexOf(month)
  const words = wordsOf[locale]
  const link = (to: string | undefined, word: string): Html | false =>
    to !== undefined && markup`<a href="${root}/history/${to}">${word}: ${formatMonth(to, locale)}</a>`
  return markup`<nav class="between" aria-label="${words.calendar}">${link(months[index + 1], words.previous)}${link(index > 0 ? months[index - 1] : undefined, words.next)}</nav>`
}

function calendar({ snapshot, locale }: Setting, month: string, entries: readonly HistoryEntry[]): Html {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate()
  // Weeks begin on Monday (ISO 8601).
  const offset = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7
  const spans = entries.map((entry) => ({ entry, span: span(snapshot, entry) }))
  const weeks = Array.from({ length: Math.ceil((offset + days) / 7) }, (_, week) =>
    Array.from({ length: 7 }, (__, weekday) => week * 7 + weekday - offset + 1),
  )
  const words = wordsOf[locale]
  const cell = (day: number): Html => {
    if (day < 1 || day > days) return markup`<td></td>`
    const date = `${month}-${String(day).padStart(2, '0')}`
    const on = spans.filter(({ span: [from, to] }) => from <= date && date <= to).map(({ entry }) => entry)
    if (on.length === 0) return markup`<td>${day}</td>`
    const impact = on.map((entry) => entry.impact).reduce<Impact>(worseImpact, 'none')
    const label = on.every(({ kind }) => kind === 'maintenance') ? words.maintenance : words.impact[impact]
    return markup`<td class="on ${toneOfImpact[impact]}">${day} ${icon(toneOfImpact[impact])}<span class="hide">${label}</span></td>`
  }
  return markup`<table class="cal"><caption class="hide">${words.calendar}</caption><thead><tr>${weekdays(locale).map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead><tbody>${weeks.map(
    (week) => markup`<tr>${week.map(cell)}</tr>
`,
  )}</tbody></table>`
}

function line({ snapshot, root, locale }: Setting, entry: HistoryEntry): Html {
  const { page } = snapshot
  const words = wordsOf[locale]
  const tone = toneOfImpact[entry.impact]
  const path = entry.kind === 'report' ? 'reports' : 'maintenance'
  const time = (at: Date) => timeElement(at, page.timeZone, locale)
  return markup`<li class="entry"><h2><a href="${root}/${path}/${entry.id}"><bdi>${entry.title}</bdi></a></h2>
<p class="small"><span class="state ${tone}">${icon(tone)}${entry.kind === 'maintenance' ? words.maintenance : words.impact[entry.impact]}</span></p>
<p class="small muted">${time(entry.startedAt)} – ${entry.endedAt ? time(entry.endedAt) : words.notResolved}</p></li>
`
}
