import type { Demands } from './demand.fixture.ts'

export const notificationDemands: Demands = {
  empty: ['notification_channels.url', 'notification_channels.signing_secret', 'deliveries.lease_until'],
}
