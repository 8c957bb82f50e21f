/**
 * The past days of a component as a row of bars. A stretch of like days is one dashed line, so that 90 of them cost some
 * 200 bytes and not ten thousand; a day with trouble is a line of its own with its words. Pure.
 */
import type { Locale } from '../look/locale.ts'
import type { DayState, SnapshotUptime } from '../snapshot.ts'
import { markup, type Html } from './markup.ts'
import { toneOfStatus } from './style.ts'
import { formatDate, formatUptime, wordsOf, type Words } from './words.ts'

/** Of the drawing; a bar takes three of them and the gap one. */
const unitsPerDay = 4
/** Days with trouble that are told in words, newest first. */
const toldDays = 12

type Day = SnapshotUptime['days'][number]

export function barsOf(uptime: SnapshotUptime, name: string, locale: Locale): Html {
  const words = wordsOf[locale]
  const { days } = uptime
  const figure = formatUptime(uptime.uptime90, locale)
  const label = figure === null ? `${name}: ${words.noFigure}` : `${name}: ${figure} ${words.uptimeOver(days.length)}`
  const troubled = days.filter(isTroubled)
  return markup`<svg class="bars" viewBox="0 0 ${days.length * unitsPerDay} 24" preserveAspectRatio="none" role="img" aria-label="${label}">${stretches(
    days,
  ).map(
    ({ from, count, worst }) =>
      markup`<path class="${toneOfStatus[worst]}" d="M${from * unitsPerDay} 12h${count * unitsPerDay}">${
        worst !== 'operational' &&
        worst !== 'unknown' &&
        days[from] &&
        markup`<title>${sentence(days[from], words, locale)}</title>`
      }</path>`,
  )}</svg><p class="scale"><span>${words.daysAgo(days.length - 1)}</span><span>${figure === null ? words.noFigure : `${figure} ${words.uptime}`}</span><span>${words.today}</span></p>${
    troubled.length > 0 &&
    markup`<details><summary>${words.showDays}<span class="hide">: ${name}</span> (${troubled.length})</summary><ul>${troubled
      .toReversed()
      .slice(0, toldDays)
      .map((day) => markup`<li>${sentence(day, words, locale)}</li>`)}</ul></details>`
  }`
}

function isTroubled({ worst }: Day): boolean {
  return worst !== 'operational' && worst !== 'unknown'
}

/** `Sat 21 Nov: Partial outage, 42 min (97.083%)` */
function sentence(day: Day, words: Words, locale: Locale): string {
  const minutes = Math.ceil((day.secondsBy[day.worst] ?? 0) / 60)
  const figure = formatUptime(day.uptime, locale)
  return `${formatDate(day.date, locale)}: ${words.state[day.worst]}, ${words.minutes(minutes)}${figure === null ? '' : ` (${figure})`}`
}

/** Each day with trouble alone, so that it can say what there was. */
function stretches(days: readonly Day[]): { from: number; count: number; worst: DayState }[] {
  const found: { from: number; count: number; worst: DayState }[] = []
  for (const [index, day] of days.entries()) {
    const last = found.at(-1)
    if (last && last.worst === day.worst && !isTroubled(day)) last.count += 1
    else found.push({ from: index, count: 1, worst: day.worst })
  }
  return found
}
