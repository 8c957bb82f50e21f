/** Durations and dates. */
import { fixed } from './decimals.ts'
import type { Where, Writer, Written } from './scales.ts'

const minute = 60
const hour = 3600
const day = 86_400
const week = 604_800
const year = 31_536_000

/** Each with the least number of seconds from which on it is used. */
const steps: [from: number, seconds: number, one: string, many: string][] = [
  [year, year, 'year', 'years'],
  [week, week, 'week', 'weeks'],
  [day, day, 'day', 'days'],
  [hour, hour, 'hour', 'hours'],
  [minute, minute, 'min', 'min'],
  [1, 1, 's', 's'],
  [1e-3, 1e-3, 'ms', 'ms'],
  [1e-6, 1e-6, 'µs', 'µs'],
  [0, 1e-9, 'ns', 'ns'],
]

/** `seconds`: how many of them one of the unit is. */
export function duration(seconds: number, name: string): Writer {
  return (value, decimals) => {
    if (value === 0) return { text: fixed(0, decimals), prefix: '', suffix: ` ${name}` }
    // A thousand times a thousandth is a second, whatever the last bit says.
    const size = Number((Math.abs(value) * seconds).toPrecision(15))
    const step = steps.find(([from]) => size >= from)
    const [, unit, one, many] = step ?? [0, 1, 's', 's']
    const text = fixed((Math.sign(value) * size) / unit, decimals)
    return { text, prefix: '', suffix: ` ${Math.abs(Number(text)) === 1 ? one : many}` }
  }
}

/** `1 day, 2 hours, 3 min`: `decimals` is how many parts after the first one; without it all of them. */
export function parts(seconds: number): Writer {
  return (value, decimals) => {
    let rest = Math.round(Math.abs(value) * seconds * 1000) / 1000
    if (rest < 1) return duration(seconds, 's')(value, decimals, {})
    const written: string[] = []
    for (const [from, unit, one, many] of steps.filter(([least]) => least >= 1)) {
      const amount = Math.floor(rest / unit)
      if (rest < from || amount === 0) continue
      rest -= amount * unit
      written.push(`${amount} ${amount === 1 ? one : many}`)
      if (decimals !== undefined && written.length > decimals) break
    }
    return whole((value < 0 ? '-' : '') + written.join(', '))
  }
}

/** `02:03:04`; with days: `1 d 02:03:04`. */
export function clock(seconds: number, days: 'hours' | 'days'): Writer {
  return (value) => {
    const total = Math.floor(Math.abs(value) * seconds + 1e-9)
    const dayCount = days === 'days' ? Math.floor(total / day) : 0
    const left = total - dayCount * day
    const text = [Math.floor(left / hour), Math.floor(left / minute) % 60, left % 60].map(twoDigits).join(':')
    return whole(`${value < 0 ? '-' : ''}${dayCount > 0 ? `${dayCount} d ` : ''}${text}`)
  }
}

const latestMs = 8.64e15

/** A time in milliseconds since 1970, by a pattern (`YYYY`, `MM`, `DD`, `HH`, `mm`, `ss`, `SSS`). */
export function date(pattern: string): Writer {
  return (value, _decimals, { timeZone }) => {
    if (Math.abs(value) > latestMs) return whole('not a date')
    const digits = partsOf(value, timeZone)
    return whole(pattern.replaceAll(/YYYY|YY|MMM|MM|DD|HH|hh|mm|ss|SSS|A/g, (key) => digits[key] ?? key))
  }
}

/** `3 hours ago`; without a now: the time itself. */
export function fromNow(value: number, decimals: number | undefined, where: Where): Written {
  if (where.nowMs === undefined) return date('YYYY-MM-DD HH:mm:ss')(value, decimals, where)
  const awayMs = value - where.nowMs
  const { text, suffix } = duration(1e-3, 'ms')(Math.abs(awayMs), decimals ?? 0, where)
  return whole(awayMs > 0 ? `in ${text}${suffix}` : `${text}${suffix} ago`)
}

function partsOf(timeMs: number, timeZone: string | undefined): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...(timeZone !== undefined && { timeZone }),
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  })
  const found: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(timeMs)) found[type] = value
  const hours = Number(found['hour'])
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  return {
    YYYY: found['year'] ?? '',
    YY: (found['year'] ?? '').slice(-2),
    MMM: months[Number(found['month']) - 1] ?? '',
    MM: found['month'] ?? '',
    DD: found['day'] ?? '',
    HH: found['hour'] ?? '',
    hh: twoDigits(hours % 12 === 0 ? 12 : hours % 12),
    A: hours < 12 ? 'AM' : 'PM',
    mm: found['minute'] ?? '',
    ss: found['second'] ?? '',
    SSS: String(((Math.floor(timeMs) % 1000) + 1000) % 1000).padStart(3, '0'),
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

function whole(text: string): Written {
  return { text, prefix: '', suffix: '' }
}
