/** The words of the mail. Pure: what is said and to whom comes in, a message goes out. */
import { renderMail, type MailMessage } from '#platform/mail'
import { invitationDays } from './invitation.ts'

const nameLimit = 80

/**
 * Carries nothing that a user wrote but two names, each in one line and cut short, so that nobody sends strangers a
 * letter of their own through us. The subject is ours alone.
 */
export function invitationMail(input: {
  workspaceId: string
  address: string
  linkId: string
  url: string
  workspaceName: string
  /** Null when the one who invited is no member any more, or is a key. */
  invitedBy: string | null
  host: string
}): MailMessage {
  const workspace = `“${plainName(input.workspaceName)}”`
  const who = input.invitedBy === null ? 'Someone' : plainName(input.invitedBy)
  return {
    ...renderMail({
      title: 'You are invited',
      preheader: `Join the workspace ${workspace} on Watchword.`,
      paragraphs: [
        `${who} invites you to join the workspace ${workspace} on Watchword.`,
        { button: { label: 'See the invitation', url: input.url } },
        `The link works for ${invitationDays} days, once, and only for this address.`,
      ],
      footer: [
        'If you did not expect this, do nothing: without you the invitation ends by itself, and nobody is told.',
      ],
    }),
    to: input.address,
    subject: 'You are invited to a workspace on Watchword',
    messageId: `${input.linkId}@${input.host}`,
    stream: 'account',
    workspaceId: input.workspaceId,
    headers: { 'Content-Language': 'en' },
  }
}

/**
 * One line without control characters, marks that turn the direction of what follows (UAX #9), and what mail programs
 * make a link of: `https://evil.example` is shown as `https evil example`.
 */
export function plainName(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/:?\/\/|(?<=\S)[.@](?=[^\s.])/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length <= nameLimit ? line : `${line.slice(0, nameLimit).toWellFormed()}…`
}
