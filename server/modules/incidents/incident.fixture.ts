import type { Signal } from '#modules/telemetry'

/** A signal of one event, for tests. */
export function signal(changes: Partial<Signal> = {}): Signal {
  const seenAt = new Date('2026-01-01T12:00:00Z')
  return {
    projectId: `prj_${'1'.repeat(32)}`,
    key: '0123456789abcdef0123456789abcdef',
    formerKeys: [],
    count: 1,
    firstSeenAt: seenAt,
    lastSeenAt: seenAt,
    release: null,
    releases: [],
    environments: [],
    kind: 'exception',
    level: 'error',
    title: 'TypeError: cart is undefined',
    culprit: 'checkout in src/cart.ts',
    grouping: { method: 'stack', version: 1, parts: [] },
    eventId: 'e'.repeat(32),
    receivedAt: seenAt,
    ...changes,
  }
}
