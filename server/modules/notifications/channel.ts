import type { DeliveryKind } from './delivery.ts'

export const channelTypes = ['email', 'webhook'] as const
export type ChannelType = (typeof channelTypes)[number]

/** What a channel can ask to be told of. */
export const alertKinds = [
  'incident.opened',
  'incident.regressed',
  'incident.escalated',
  'incident.unmuted',
  'incident.resolved',
] as const
export type AlertKind = (typeof alertKinds)[number]

/** Where to send: an address for `email`, a URL for `webhook`, the other one null. */
export type Channel = {
  id: string
  type: ChannelType
  name: string
  address: string | null
  url: string | null
  events: AlertKind[]
  createdAt: Date
  createdBy: string
  /** Nothing but a test is sent while this is set. */
  disabledAt: Date | null
  /** A sentence for people; null while enabled. */
  disabledReason: string | null
  /** The other side asked us to wait until then. */
  throttledUntil: Date | null
  lastOutcome: 'delivered' | 'failed' | null
  lastOutcomeAt: Date | null
}

/** Each change is sent to each channel, so their number multiplies everything. */
export const maxChannels = 20

/** More is skipped, and said so, for the sake of whoever reads it and of everybody else's deliveries. */
export const maxAlertsPerHour: Record<ChannelType, number> = { email: 60, webhook: 600 }

/** One slow receiver holds at most so many calls open. */
export const maxInFlight = 4

/** The latest time that a channel was told of trouble in one incident; undefined when it never was to be. */
export type Told = { state: 'waiting' | 'sending' | 'delivered' | 'failed' | 'skipped'; attempts: number } | undefined

/**
 * Why a channel is not told of a change, as a sentence for people, or undefined. The end of the trouble is told to
 * those who were told of the trouble: also when that call failed in a way that may have reached them.
 */
export function reasonToSkip(
  channel: Channel,
  { kind, told, sentLastHour }: { kind: DeliveryKind; told: Told; sentLastHour: number },
): string | undefined {
  if (channel.disabledAt) return `the channel is switched off: ${channel.disabledReason ?? 'no reason given'}`
  if (kind !== 'channel.disabled' && kind !== 'test' && !channel.events.includes(kind)) {
    return `the channel does not ask for ${kind}`
  }
  if (kind === 'incident.resolved') return wasTold(told) ? undefined : 'the channel was not told of the trouble'
  const limit = maxAlertsPerHour[channel.type]
  if (sentLastHour >= limit) return `more than ${limit} notifications in an hour`
  return undefined
}

function wasTold(told: Told): boolean {
  if (!told) return false
  return told.state === 'delivered' || told.state === 'sending' || (told.state === 'waiting' && told.attempts > 0)
}
