/** A message for tests. */
import type { AlertKind } from './channel.ts'
import type { IncidentFacts, Message } from './message.ts'

const incident: IncidentFacts = {
  id: 'inc_0190f3c2a1b57c3d8e4f5a6b7c8d9e0f',
  number: 42,
  title: 'Checkout is slow',
  level: 'error',
  status: 'open',
  url: 'http://localhost:8080/app/acme/incidents/inc_0190f3c2a1b57c3d8e4f5a6b7c8d9e0f',
  eventCount: 3,
  firstSeenAt: '2026-01-01T10:00:00.000Z',
  lastSeenAt: '2026-01-01T10:05:00.000Z',
  project: { id: 'prj_0190f3c2a1b57c3d8e4f5a6b7c8d9e0f', name: 'Shop' },
  environment: 'production',
  release: '1.2.3',
  culprit: 'checkout/pay.ts in pay',
}

export function changeMessage(changes: Partial<IncidentFacts> = {}, kind: AlertKind = 'incident.opened'): Message {
  return {
    kind,
    at: '2026-01-01T10:00:01.000Z',
    workspaceName: 'Acme',
    settingsUrl: 'http://localhost:8080/app/acme/settings/channels',
    incident: { ...incident, ...changes },
  }
}
