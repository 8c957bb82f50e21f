import type { Services } from '#platform/context'
import { MailFailed, type MailMessage } from '#platform/mail'

/** One attempt of a job: what may work later is thrown and tried again, what never will is given up. */
export async function sendOnce(services: Services, message: MailMessage): Promise<void> {
  try {
    await services.mail.send(message)
  } catch (error) {
    if (!(error instanceof MailFailed) || error.kind !== 'permanent') throw error
    // Without the server's words, which may name the address.
    services.log.warn('a mail to a person was refused for good', { component: 'mail' })
  }
}
