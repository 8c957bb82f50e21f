import type { AnyJob } from '#platform/jobs'
import { deliverSubscriberMails } from './deliver-mails.ts'
import { sendConfirmation } from './send-confirmation.ts'

export const jobs: AnyJob[] = [sendConfirmation, deliverSubscriberMails]
