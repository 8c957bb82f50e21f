import { duration } from '../../format.ts'

/** Three digits at most and a unit: `340 µs`, `1.25 ms`, `48.1 ms`, `340 ms`, `1.2 s`. */
export function spanTime(micros: number): string {
  if (micros < 1000) return `${Math.round(micros)} µs`
  const ms = micros / 1000
  if (ms >= 999.5) return duration(Math.round(ms))
  return `${ms.toFixed(ms < 10 ? 2 : ms < 99.95 ? 1 : 0).replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros))} ms`
}

const unitMicros: Record<string, number> = { us: 1, µs: 1, ms: 1000, s: 1_000_000, m: 60_000_000, min: 60_000_000 }

/** `500ms`, `1.5s`, `2min`; a bare number is milliseconds. Undefined for what is none of these. */
export function readSpanTime(text: string): number | undefined {
  const [, digits, unit = 'ms'] = /^(\d{1,9}(?:\.\d{1,3})?)\s*(us|µs|ms|s|m|min)?$/i.exec(text) ?? []
  const micros = unitMicros[unit.toLowerCase()]
  return digits === undefined || micros === undefined ? undefined : Math.round(Number(digits) * micros)
}
