import type { Subscriber, SubscriberChannel, SubscriberDeliveryState, SubscriberState } from '../../../api.ts'
import { counted } from '../../../format.ts'

export const stateWords: Record<SubscriberState, string> = {
  pending: 'Not confirmed yet',
  confirmed: 'Confirmed',
  suppressed: 'Stopped',
  unsubscribed: 'Unsubscribed',
}

export const channelWords: Record<SubscriberChannel, string> = { email: 'E-mail', webhook: 'Webhook', slack: 'Slack' }

export const deliveryWords: Record<SubscriberDeliveryState, string> = {
  queued: 'Waiting',
  deferred: 'Will be tried again',
  sent: 'Told',
  failed: 'Failed',
  suppressed: 'Stopped before',
  skipped: 'Left out',
}

/** What somebody chose, in a few words; empty for whoever gets everything. */
export function choiceWords({ kinds, onlyFinal, componentIds, groupIds, locale }: Subscriber): string {
  const parts = [
    kinds === 'reports' && 'trouble only',
    kinds === 'maintenance' && 'maintenance only',
    onlyFinal && 'only when it is over',
    groupIds.length > 0 && counted(groupIds.length, 'group'),
    componentIds !== null &&
      (componentIds.length > 0 || groupIds.length === 0) &&
      counted(componentIds.length, 'component'),
    locale !== null && `in ${new Intl.DisplayNames('en', { type: 'language' }).of(locale) ?? locale}`,
  ]
  return parts.filter(Boolean).join(' · ')
}
