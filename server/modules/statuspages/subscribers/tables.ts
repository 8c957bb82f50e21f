/** Rows of subscribers and of what is sent to them, as they lie in the database. */
import type { Generated } from '#platform/database'
import type { Envelope } from '#platform/vault'
import type { ComponentStatus } from '../components/component.ts'
import type { Locale } from '../look/locale.ts'
import type { DeliveryState, TellingKind } from './delivery.ts'
import type { Channel, Kinds } from './subscriber.ts'

type InWorkspace = { workspaceId: string }

export type SubscriberRow = InWorkspace & {
  id: string
  pageId: string
  address: string
  addressKey: string
  createdAt: Date
  confirmationId: string | null
  confirmationRequestedAt: Date | null
  confirmedAt: Date | null
  unsubscribedAt: Date | null
  channel: Channel
  endpointUrl: Envelope | null
  signingSecret: Envelope | null
  kinds: Kinds
  onlyFinal: boolean
  scope: 'page' | 'components'
  source: 'form' | 'import'
  consentNote: string | null
  consentAt: Date | null
  addedBy: string | null
  suppressedAt: Date | null
  suppressedReason: string | null
  locale: Locale | null
  bounces: Generated<number>
  bouncedAt: Date | null
  bounceReason: string | null
}

type TellingRow = InWorkspace & {
  id: string
  pageId: string
  kind: TellingKind
  reportUpdateId: string | null
  maintenanceUpdateId: string | null
  componentId: string | null
  oldStatus: ComponentStatus | null
  newStatus: ComponentStatus | null
  subjectId: string
  number: number
  isFinal: boolean
  createdAt: Date
}

type DeliveryRow = InWorkspace & {
  id: string
  updateId: string
  subscriberId: string
  subjectId: string
  updateNumber: number
  channel: Channel
  state: DeliveryState
  attempts: number
  reason: string | null
  createdAt: Date
  nextAttemptAt: Date
  leasedUntil: Date | null
  finishedAt: Date | null
}

declare module '#platform/database' {
  interface Tables {
    subscribers: SubscriberRow
    subscriberComponents: InWorkspace & { subscriberId: string; componentId: string }
    subscriberGroups: InWorkspace & { subscriberId: string; groupId: string }
    subscriberSettings: InWorkspace & {
      pageId: string
      subscriberLimit: number
      webhooks: boolean
      slack: boolean
      updatedAt: Date
    }
    subscriberTellings: TellingRow
    subscriberMails: DeliveryRow
    subscriberCodes: InWorkspace & {
      id: string
      subscriberId: string
      createdAt: Date
      attempts: number
      usedAt: Date | null
    }
  }
}
