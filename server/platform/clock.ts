/** The one place that reads the time. Everything else asks `ctx.now()`. */

export type Clock = () => Date

export const systemClock: Clock = () => new Date()

/** Milliseconds that only ever grow, for durations: the wall clock may jump. */
export function monotonicMs(): number {
  return performance.now()
}

/** A clock for tests: stands still until moved. */
export function testClock(start = new Date('2026-01-01T00:00:00Z')): Clock & { advance(ms: number): void } {
  let time = start.getTime()
  const clock = () => new Date(time)
  return Object.assign(clock, {
    advance(ms: number) {
      time += ms
    },
  })
}
