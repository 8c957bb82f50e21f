/**
 * Two hours of series of every kind, for two engines to be compared upon. Samples lie 3.217 s after whole multiples of
 * their interval, steps of subqueries at whole seconds, and queries ask half a second later, so that it makes no difference whether a window is open or closed
 * on the left (it was closed until Prometheus 3).
 */
import type { SentSeries } from '../remote-write/message.fixture.ts'
import { createRandom } from './random.fixture.ts'

export const intervalMs = 15_000
const afterMs = 3_217
export const hours = 2

type Shape = (at: number) => number | undefined

/** `endMs` is a multiple of the interval; the last sample is before it. */
export function madeSeries(endMs: number, seed: number): SentSeries[] {
  const random = createRandom(seed)
  const series: SentSeries[] = []
  const add = (labels: Record<string, string>, shape: Shape) => {
    const count = (hours * 3_600_000) / intervalMs
    const samples = Array.from({ length: count }, (_, n) => n).flatMap((n) => {
      const value = shape(n)
      return value === undefined ? [] : [{ at: endMs - (count - n) * intervalMs + afterMs, value }]
    })
    series.push({ labels: Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)), samples })
  }
  for (const job of ['api', 'web']) {
    for (const instance of ['0', '1', '2']) {
      const labels = { job, instance, group: instance === '2' ? 'canary' : 'production' }
      for (const code of ['200', '404', '500']) add({ __name__: 'requests_total', ...labels, code }, counter(random))
      add({ __name__: 'temperature', ...labels }, gauge(random))
      add({ __name__: 'sometimes', ...labels }, gaps(random, gauge(random)))
      add({ __name__: 'special', ...labels }, special(random))
      for (const le of ['0.1', '0.5', '1', '5', '+Inf']) {
        add(
          { __name__: 'latency_bucket', ...labels, le },
          steady(1_000 * (le === '+Inf' ? 9 : Number(le) + 1), Number(instance) + 1),
        )
      }
    }
    add({ __name__: 'limit', job }, () => (job === 'api' ? 40 : 60))
  }
  return series
}

/** Far above nothing, where the time to zero does not shorten any extrapolation; it begins again now and then. */
function counter(random: () => number): Shape {
  let value = 1_000_000 + Math.floor(random() * 1_000_000)
  return () => {
    value = random() < 0.01 ? 500_000 : value + Math.floor(random() * 50)
    return value
  }
}

const steady =
  (base: number, step: number): Shape =>
  (n) =>
    1_000_000 + base + n * step * (base > 5_000 ? 7 : 3)

function gauge(random: () => number): Shape {
  let value = 20 + random() * 10
  return () => (value += (random() - 0.5) * 3)
}

function gaps(random: () => number, shape: Shape): Shape {
  let left = 0
  return (n) => {
    const value = shape(n)
    if (left === 0 && random() < 0.02) left = Math.floor(random() * 60)
    if (left > 0) left--
    return left > 0 ? undefined : value
  }
}

function special(random: () => number): Shape {
  const values = [Number.NaN, Infinity, -Infinity, 0, -0, 1e-300, -1e300, 1.5]
  return () => values[Math.floor(random() * values.length)]
}
