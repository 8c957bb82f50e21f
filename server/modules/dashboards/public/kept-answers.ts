/** Answers that many visitors ask for, kept for some seconds; those who ask at the same time share one. */
import type { Clock } from '#platform/clock'

const keptMs = 10_000
const maxKept = 500
const maxKeptBytes = 64 * 1024 * 1024

type Kept = { until: number; body: Promise<string>; bytes: number }

export function createKeptAnswers(): (key: string, now: Clock, make: () => Promise<string>) => Promise<string> {
  const kept = new Map<string, Kept>()
  let bytes = 0
  const drop = (key: string, one: Kept): void => {
    if (kept.get(key) !== one) return
    kept.delete(key)
    bytes -= one.bytes
  }
  return async (key, now, make) => {
    const at = now().getTime()
    // In the order in which they were made, so what is over comes first.
    for (const [name, one] of kept) {
      if (one.until > at && kept.size <= maxKept && bytes <= maxKeptBytes) break
      drop(name, one)
    }
    const found = kept.get(key)
    if (found) return found.body
    const one: Kept = { until: at + keptMs, body: make(), bytes: 0 }
    kept.set(key, one)
    try {
      const body = await one.body
      if (kept.get(key) === one) bytes += one.bytes = body.length
      return body
    } catch (error) {
      drop(key, one)
      throw error
    }
  }
}
