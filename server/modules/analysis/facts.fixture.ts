import type { Facts } from './facts.ts'

const hourMs = 3_600_000
export const began = new Date('2026-11-20T12:00:00Z')
export const at = (hours: number): Date => new Date(began.getTime() + hours * hourMs)

/** An incident of which nothing points anywhere: two releases that both have it, values as common as elsewhere. */
export function plainFacts(more: Partial<Facts> = {}): Facts {
  return {
    at: at(6),
    incident: {
      ...{ id: 'inc_1', number: 42, title: 'TypeError: x is not a function', culprit: 'charge in src/pay.ts' },
      ...{ kind: 'exception', level: 'error', firstSeenAt: began, lastSeenAt: at(6), regressedAt: null },
      ...{ eventCount: 200, userCount: 40, exceptions: ['TypeError: x is not a function'] },
    },
    rate: { stepMs: hourMs / 2, counts: [18, 15, 17, 16, 18, 15, 17, 16, 18, 15, 17, 18] },
    frames: [{ file: 'src/pay.ts', function: 'charge', line: 10, inApp: true, events: 48 }],
    sampledEvents: 50,
    sourceMapsMissing: false,
    releases: [
      { version: '1.0.0', firstSeenAt: at(-240), events: 100, projectEvents: 5_000 },
      { version: '1.1.0', firstSeenAt: at(-120), events: 100, projectEvents: 5_000 },
    ],
    ...{ deploys: [], changes: [], dependencies: [], beside: [], similar: [] },
    attributes: [
      { name: 'host', value: 'web-1', affected: 66, unaffected: 330 },
      { name: 'browser', value: 'Firefox', affected: 50, unaffected: 260 },
    ],
    ...{ affectedTotal: 200, unaffectedTotal: 1_000 },
    ...more,
  }
}
