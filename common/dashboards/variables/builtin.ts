/** Variables that no dashboard defines: the range and what follows from it. */
import type { Scope, VariableValue } from '../model.ts'
import { writeDuration } from '../times.ts'

type Make = (scope: Scope) => string

const builtIns: Record<string, Make> = {
  __interval: ({ intervalMs }) => writeDuration(intervalMs),
  __interval_ms: ({ intervalMs }) => String(Math.round(intervalMs)),
  __rate_interval: ({ rateIntervalMs }) => writeDuration(rateIntervalMs),
  __rate_interval_ms: ({ rateIntervalMs }) => String(Math.round(rateIntervalMs)),
  __range: ({ rangeMs }) => writeDuration(wholeSeconds(rangeMs) * 1000),
  __range_s: ({ rangeMs }) => String(wholeSeconds(rangeMs)),
  __range_ms: ({ rangeMs }) => String(Math.round(rangeMs)),
  __from: ({ fromMs }) => String(Math.round(fromMs)),
  __to: ({ toMs }) => String(Math.round(toMs)),
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000))
}

export function builtIn(name: string, format: string | undefined, scope: Scope): VariableValue | undefined {
  const make = Object.hasOwn(builtIns, name) ? builtIns[name] : undefined
  if (make === undefined) return undefined
  const isTime = name === '__from' || name === '__to'
  const text = isTime && format?.startsWith('date') === true ? writeDate(make(scope), format) : make(scope)
  return { values: [text], texts: [text], multi: false, fragment: true }
}

/** `date`, `date:iso`, `date:seconds`; other forms of dates are written as ISO. */
function writeDate(ms: string, format: string): string {
  if (format === 'date:seconds') return String(Math.floor(Number(ms) / 1000))
  return new Date(Number(ms)).toISOString()
}

/** The step of an interval whose option is “auto”. */
export function autoInterval(auto: { count: number; minMs: number }, scope: Scope): string {
  return writeDuration(Math.max(auto.minMs, Math.round(scope.rangeMs / auto.count / 1000) * 1000))
}
