import { checkMessage } from './check.ts'
import type { Mail, MailMessage } from './mail.ts'

/** For an installation without a mail server: the message is kept by `keep`, whose store people can read. */
export function createKeptMail({ keep }: { keep: (message: MailMessage) => Promise<void> }): Mail {
  return {
    async send(message) {
      checkMessage(message)
      await keep(message)
      return { outcome: 'kept' }
    },
    close: () => Promise.resolve(),
  }
}
