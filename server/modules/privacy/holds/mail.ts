/** The form of the mails about holds and requests of authorities. */
import type { Services } from '#platform/context'
import { renderMail, type MailContent, type MailMessage } from '#platform/mail'

/** `id` names what the mail is about, so that a second attempt is the same mail. */
export function message(
  { config }: Services,
  to: { address: string; id: string; workspaceId: string | null },
  content: MailContent,
): MailMessage {
  return {
    ...renderMail(content),
    to: to.address,
    subject: content.title,
    messageId: `${to.id}@${new URL(config.appUrl).hostname}`,
    stream: 'account',
    workspaceId: to.workspaceId,
    headers: { 'Content-Language': 'en' },
  }
}
