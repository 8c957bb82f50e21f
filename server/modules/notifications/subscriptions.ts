import { subscription } from '#platform/activity'
import { alertKinds } from './channel.ts'
import { tellOfDisabledChannel } from './tell-of-disabled.ts'
import { tellOfIncident } from './tell-of-incident.ts'

export const subscriptions = [
  subscription({ name: 'notifications.tellOfIncident', on: alertKinds, handle: tellOfIncident }),
  subscription({
    name: 'notifications.tellOfDisabledChannel',
    on: ['notificationChannel.disabled'],
    handle: tellOfDisabledChannel,
  }),
]
