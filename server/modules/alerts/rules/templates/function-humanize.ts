import { parseDuration } from '#modules/metrics'
import { FunctionError, numberOf, taking, textOf, type TemplateFunction } from './function.ts'
import { formatGeneral } from './number-formats.ts'
import type { Value } from './values.ts'

const above = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']
const above1024 = above.map((prefix) => `${prefix}i`)
const below = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']

/** Numbers for people, and times. Four significant digits, as Prometheus gives them. */
export const humanize: Readonly<Record<string, TemplateFunction>> = {
  humanize: one((value) => {
    if (value === 0 || !Number.isFinite(value)) return short(value)
    return Math.abs(value) >= 1 ? scaledUp(value, 1000, above) : scaledDown(value)
  }),
  humanize1024: one((value) => {
    if (Math.abs(value) <= 1 || !Number.isFinite(value)) return short(value)
    return scaledUp(value, 1024, above1024)
  }),
  humanizeDuration: one(humanDuration),
  humanizePercentage: one((value) => `${short(value * 100)}%`),
  humanizeTimestamp: one((value) => (Number.isFinite(value) ? timeOf(value) : short(value))),
  toTime: one(timeOf),
  toDuration: one((seconds) => ({ kind: 'duration', seconds })),
  parseDuration: taking(1, ([text]) => {
    const ms = parseDuration(textOf(text))
    if (ms === undefined) throw new FunctionError(`not a valid duration string: ${JSON.stringify(text)}`)
    return ms / 1000
  }),
  now: taking(0, (_, { nowMs }) => nowMs / 1000),
}

function one(call: (value: number) => Value): TemplateFunction {
  return taking(1, ([value]) => call(numberOf(value)))
}

const short = (value: number): string => formatGeneral(value, 4)

function scaledUp(value: number, step: number, prefixes: readonly string[]): string {
  let prefix = ''
  for (const next of prefixes) {
    if (Math.abs(value) < step) break
    prefix = next
    value /= step
  }
  return short(value) + prefix
}

function scaledDown(value: number): string {
  let prefix = ''
  for (const next of below) {
    if (Math.abs(value) >= 1) break
    prefix = next
    value *= 1000
  }
  return short(value) + prefix
}

function humanDuration(value: number): string {
  if (!Number.isFinite(value)) return short(value)
  if (value === 0) return `${short(value)}s`
  if (Math.abs(value) < 1) return `${scaledDown(value)}s`
  const sign = value < 0 ? '-' : ''
  const all = Math.trunc(Math.abs(value))
  const [days, hours, minutes, seconds] = [
    Math.floor(all / 86_400),
    Math.floor(all / 3600) % 24,
    Math.floor(all / 60) % 60,
    all % 60,
  ]
  if (days > 0) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`
  if (hours > 0) return `${sign}${hours}h ${minutes}m ${seconds}s`
  if (minutes > 0) return `${sign}${minutes}m ${seconds}s`
  return `${sign}${short(Math.abs(value))}s`
}

/** The years 1 to 9999; what is beyond has no date that people can read. */
function timeOf(seconds: number): Value {
  const ms = Math.trunc(seconds * 1000)
  if (!(ms >= -62_135_596_800_000 && ms < 253_402_300_800_000)) {
    throw new FunctionError(`${seconds} cannot be represented as a time`)
  }
  return { kind: 'time', ms }
}
