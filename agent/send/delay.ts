const firstMs = 1_000
const maxMs = 60_000
const firstDeniedMs = 10 * 60_000
const maxDeniedMs = 60 * 60_000

/** How long to wait before the next attempt, after `failures` in a row (at least 1). `random` is from 0 to 1. */
export function delayBefore(
  { kind, afterMs }: { kind: 'retry' | 'denied'; afterMs?: number },
  failures: number,
  random: number,
): number {
  // What the server asks for is the least; a little more, so that a thousand agents do not come back in one second.
  if (afterMs !== undefined) return afterMs + random * Math.max(1_000, afterMs / 10)
  const [first, most] = kind === 'retry' ? [firstMs, maxMs] : [firstDeniedMs, maxDeniedMs]
  const whole = Math.min(most, first * 2 ** Math.min(failures - 1, 20))
  return whole / 2 + (random * whole) / 2
}
