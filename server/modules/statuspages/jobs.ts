import type { AnyJob } from '#platform/jobs'
import { deliverSubscriberMails } from './deliver-mails.ts'
import { forgetSubscriber } from './forget-subscriber.ts'
import { sendConfirmation } from './send-confirmation.ts'

export const jobs: AnyJob[] = [sendConfirmation, deliverSubscriberMails, forgetSubscriber]
