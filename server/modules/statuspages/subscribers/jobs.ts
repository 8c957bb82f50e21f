import type { AnyJob } from '#platform/jobs'
import { callSubscribers } from './call.ts'
import { deliverSubscriberMails } from './deliver.ts'
import { sendCode } from './preferences.ts'
import { sendConfirmation } from './send-confirmation.ts'

export const subscriberJobs: AnyJob[] = [sendConfirmation, deliverSubscriberMails, callSubscribers, sendCode]
