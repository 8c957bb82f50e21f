/** Numbers of metrics as people read them. The unit is what the names of the metrics end in, where all agree. */
import { bytes, duration } from '../../format.ts'
import type { Labels } from './prometheus.ts'

export type Unit = 'bytes' | 'seconds' | 'ratio' | 'none'

/** Functions take the name away, and with it the unit, since a rate of bytes is no bytes. */
export function unitOf(metrics: readonly Labels[]): Unit {
  const units = new Set(metrics.map(({ __name__: name = '' }) => unitOfName(name)))
  const [unit = 'none'] = units
  return units.size === 1 ? unit : 'none'
}

function unitOfName(name: string): Unit {
  if (/_bytes(?:_total)?$/.test(name)) return 'bytes'
  // A point in time is in seconds as well, and reads as fifty-six years.
  if (/_seconds(?:_total|_sum)?$/.test(name) && !/time(?:stamp)?_seconds$/.test(name)) return 'seconds'
  return name.endsWith('_ratio') ? 'ratio' : 'none'
}

/** `1.25 k`, `340 ms`, `12 MB`, `98.2 %`. */
export function valueWords(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return infiniteWords(value)
  if (unit === 'ratio') return `${short(value * 100)} %`
  if (value < 0) return `−${valueWords(-value, unit)}`
  if (unit === 'bytes') return bytes(value)
  if (unit === 'seconds' && value >= 0.001) return duration(value * 1000)
  return unit === 'seconds' && value > 0 ? `${short(value * 1e6)} µs` : short(value)
}

function infiniteWords(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '−Inf'
}

const scales = [
  [1e12, ' T'],
  [1e9, ' G'],
  [1e6, ' M'],
  [1e4, ' k'],
] as const

function short(value: number): string {
  const [size, suffix] = scales.find(([least]) => Math.abs(value) >= least) ?? [1, '']
  const scaled = suffix === ' k' ? value / 1000 : value / size
  if (scaled !== 0 && Math.abs(scaled) < 0.001) return value.toExponential(2)
  return `${Number(scaled.toPrecision(4))}${suffix}`
}
