import type { Subscription } from '#platform/activity'
import { followSubscriptions } from './following/follow-monitors.ts'
import { proposalSubscriptions } from './reports/propose.ts'

export const subscriptions: Subscription[] = [...proposalSubscriptions, ...followSubscriptions]
