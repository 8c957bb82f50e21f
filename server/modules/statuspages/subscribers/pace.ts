/**
 * How many deliveries go the same way at a time, so that one slow or unwilling receiver does not hold up the others. A
 * way begins narrow, widens with each success, and narrows when the other side says "later" or is slow. Pure but for
 * what it remembers.
 */

/** What an attempt says about others that go the same way. */
export type Sign = 'took' | 'later' | 'busy'

export type Pace = {
  /** False when as many are under way as may be. Whoever gets true calls `leave` at the end. */
  enter(way: string): boolean
  /** True when nothing more should go this way for a while: it was busy or silent twice in a row. */
  leave(way: string, sign: Sign, tookMs: number): boolean
  /** No more may enter, and that will not change within moments. */
  isStuck(way: string): boolean
}

/** At first nobody knows how a receiver is doing: this many may be stuck there. */
const firstLimit = 2
/** As long as this takes somebody who is not well. */
const slowMs = 5_000
const busyInARow = 2
/** A list has as many ways as it has domains; those of one run are kept. */
const maxWays = 100_000

type Way = { running: number; limit: number; busy: number; leftMs: number }

/** `most`: what a way may have at its widest; less than all there is, so that something is left for the others. */
export function createPace(most: number, nowMs: () => number): Pace {
  const ways = new Map<string, Way>()
  const wayOf = (name: string): Way => {
    const way = ways.get(name) ?? { running: 0, limit: Math.min(firstLimit, most), busy: 0, leftMs: nowMs() }
    if (ways.size < maxWays) ways.set(name, way)
    return way
  }
  return {
    enter(name) {
      const way = wayOf(name)
      if (way.running >= way.limit) return false
      way.running += 1
      return true
    },
    leave(name, sign, tookMs) {
      const way = wayOf(name)
      way.running = Math.max(0, way.running - 1)
      if (sign === 'took' && tookMs < slowMs) way.limit = Math.min(most, way.limit + 1)
      else way.limit = sign === 'busy' ? 1 : Math.max(1, Math.floor(way.limit / 2))
      way.busy = sign === 'busy' ? way.busy + 1 : 0
      way.leftMs = nowMs()
      return way.busy >= busyInARow
    },
    isStuck(name) {
      const { running, limit, leftMs } = wayOf(name)
      return running >= limit && (limit <= firstLimit || nowMs() - leftMs > slowMs)
    },
  }
}
