import { subscription } from '#platform/activity'
import { alertKinds } from './channel.ts'
import { tellOfDisabledChannel } from './tell-of-disabled.ts'
import { tellOfIncident } from './tell-of-incident.ts'

export const subscriptions = [
  subscription({
    name: 'notifications.tellOfIncident',
    purpose: 'alerting',
    reads: ['C14', 'C16'],
    on: alertKinds,
    handle: tellOfIncident,
  }),
  subscription({
    name: 'notifications.tellOfDisabledChannel',
    purpose: 'alerting',
    reads: ['C16'],
    on: ['notificationChannel.disabled'],
    handle: tellOfDisabledChannel,
  }),
]
