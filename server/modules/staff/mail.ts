/** The frame of the mails to people about the installation; what a person of staff wrote is plain text in it. */
import type { Services } from '#platform/context'
import { renderMail, type MailContent, type MailMessage } from '#platform/mail'

/** `id` names what the mail is about, so that a second attempt is the same mail. */
export function message(
  { config }: Services,
  to: { address: string; id: string; workspaceId?: string },
  content: MailContent,
): MailMessage {
  return {
    ...renderMail(content),
    to: to.address,
    subject: content.title,
    messageId: `${to.id}@${new URL(config.appUrl).hostname}`,
    stream: 'account',
    workspaceId: to.workspaceId ?? null,
    headers: { 'Content-Language': 'en' },
  }
}

/** `2026-11-21 10:42 UTC` */
export function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
