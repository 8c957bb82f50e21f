import type { Channel } from './channel.ts'
import type { Attempt, Delivery } from './delivery.ts'

/** `signingSecret` is a vault envelope; only `signing-secret.ts` reads it. */
type ChannelRow = Channel & { workspaceId: string; signingSecret: string | null }
type DeliveryRow = Delivery & { workspaceId: string }
type AttemptRow = Attempt & { workspaceId: string; deliveryId: string }

declare module '#platform/database' {
  interface Tables {
    notificationChannels: ChannelRow
    deliveries: DeliveryRow
    deliveryAttempts: AttemptRow
  }
}
