/** Ways of writing a number: plain, or divided until it is short. */
import { fixed } from './decimals.ts'

export type Written = { text: string; prefix: string; suffix: string }
export type Where = { timeZone?: string; nowMs?: number }
export type Writer = (value: number, decimals: number | undefined, where: Where) => Written

const metric = ['f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']
const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']
const metricBase = metric.indexOf('')

export function plain(suffix: string, factor = 1): Writer {
  return (value, decimals) => ({ text: fixed(value * factor, decimals), prefix: '', suffix })
}

/** `names[base]` is the unit of the number itself; names before it are for smaller ones. */
export function scaled(factor: number, names: readonly string[], base = 0): Writer {
  return (value, decimals) => {
    const least = -base
    const most = names.length - 1 - base
    let step = value === 0 ? 0 : Math.floor(Math.log(Math.abs(value)) / Math.log(factor) + 1e-12)
    step = Math.min(most, Math.max(least, step))
    let text = fixed(value / factor ** step, decimals)
    // What is rounded up to the next unit is written in it: 1 MB, not 1000 kB.
    if (Math.abs(Number(text)) >= factor && step < most) text = fixed(value / factor ** ++step, decimals)
    return { text, prefix: '', suffix: names[base + step] ?? '' }
  }
}

/** `start`: how many steps up the number itself is already (1: it comes in kilo…). */
export function metricUnit(unit: string, start = 0): Writer {
  return scaled(
    1000,
    metric.map((prefix) => ` ${prefix}${unit}`),
    metricBase + start,
  )
}

export function binaryUnit(unit: string, start = 0): Writer {
  return scaled(
    1024,
    binary.map((prefix) => ` ${prefix}${unit}`),
    start,
  )
}

export function counted(unit: string): Writer {
  return scaled(
    1000,
    ['', 'K', 'M', 'B', 'T'].map((prefix) => `${prefix} ${unit}`),
  )
}

/** The sign of the money before the number, or after it. */
export function money(sign: string, where: 'before' | 'after' = 'before'): Writer {
  const write = scaled(1000, ['', 'K', 'M', 'B', 'T'])
  return (value, decimals, place) => {
    const written = write(Math.abs(value), decimals, place)
    const minus = value < 0 && Number(written.text) !== 0 ? '-' : ''
    if (where === 'after') return { ...written, text: minus + written.text, suffix: `${written.suffix} ${sign}` }
    return { ...written, prefix: minus + sign }
  }
}
