import type { AlertKind, ChannelType } from './channel.ts'

/** An incident as it is told; long texts are cut, because they come from whoever sends events. */
export type IncidentFacts = {
  id: string
  number: number
  title: string
  level: string
  status: 'open' | 'resolved'
  url: string
  eventCount: number
  firstSeenAt: string
  lastSeenAt: string
  project: { id: string; name: string }
  environment: string | null
  release: string | null
  culprit: string | null
}

/** What is told, independent of the channel. `at` is when it happened, RFC 3339. */
export type Message = { at: string; workspaceName: string; settingsUrl: string } & (
  | { kind: AlertKind; incident: IncidentFacts }
  | { kind: 'channel.disabled'; channel: { id: string; name: string; type: ChannelType }; reason: string }
  | { kind: 'test'; channel: { id: string; name: string; type: ChannelType } }
)

/** At most `limit` UTF-16 units, an ellipsis where something is missing, never half a character. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text
  return `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
