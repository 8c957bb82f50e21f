/**
 * The words of the mails to people about their own sign-in. Pure. None holds a word that somebody typed: whoever types
 * a stranger's address into a form must not be able to say anything to the stranger.
 */
import { renderMail, type MailContent, type MailMessage } from '#platform/mail'
import { deviceInWords } from './device.ts'
import { lifetimesMs, type EmailProofKind } from './email-proof.ts'

type To = { address: string; /** Of the row that the mail is about. */ id: string; appUrl: string }

/** The link stands behind the `#`, which browsers send to nobody: it is in no server's log and in no referrer. */
const links: Record<EmailProofKind, string> = {
  signUp: 'confirm-sign-up',
  emailChange: 'confirm-email',
  passwordReset: 'reset-password',
}

const proofWords: Record<EmailProofKind, { subject: string; what: string; button: string; otherwise: string }> = {
  signUp: {
    subject: 'Confirm your address to sign up',
    what:
      'Someone, hopefully you, wants to sign up to Watchword with this address, and chose a password for it. Confirm ' +
      'only if that was you.',
    button: 'Confirm and sign up',
    otherwise:
      'If it was not you, do nothing: without the confirmation nothing is made, and what was typed is deleted.',
  },
  emailChange: {
    subject: 'Confirm your new address',
    what: 'Someone, hopefully you, wants to use this address to sign in to Watchword.',
    button: 'Use this address',
    otherwise: 'If it was not you, do nothing: without the confirmation nothing changes.',
  },
  passwordReset: {
    subject: 'Choose a new password',
    what: 'Someone, hopefully you, wants to choose a new password for the sign-in with this address.',
    button: 'Choose a new password',
    otherwise: 'If it was not you, do nothing: the password stays as it is.',
  },
}

export function proofMail(to: To, kind: EmailProofKind, secret: string): MailMessage {
  const { subject, what, button, otherwise } = proofWords[kind]
  return message(to, {
    title: subject,
    paragraphs: [
      what,
      { button: { label: button, url: `${to.appUrl}/app/${links[kind]}#${secret}` } },
      `The link works once, for ${lifetimesMs[kind] / 3_600_000} hours.`,
    ],
    footer: [otherwise],
  })
}

/** Instead of a link, to an address with which somebody signs in already. */
export function alreadyKnownMail(to: To): MailMessage {
  return message(to, {
    title: 'You already have a sign-in here',
    paragraphs: [
      'Someone, hopefully you, wanted to sign up to Watchword with this address, or to use it for another sign-in. ' +
        'There is a sign-in with it already, and nothing has changed.',
      { button: { label: 'Sign in', url: `${to.appUrl}/app/sign-in` } },
      'If you do not know the password any more, choose a new one there.',
    ],
    footer: ['If it was not you, do nothing.'],
  })
}

/** Of something that has happened. It holds no link that undoes it: whoever reads an old mailbox must gain nothing. */
export function noticeMail(
  to: To,
  notice: { subject: string; at: Date; remoteAddress: string; userAgent: string },
): MailMessage {
  return message(to, {
    title: notice.subject,
    paragraphs: [
      {
        table: [
          ['When', notice.at.toISOString().replace('T', ' ').replace(/\..*/, ' UTC')],
          ['With', deviceInWords(notice.userAgent)],
          ['From', notice.remoteAddress],
        ],
      },
      `If it was you, there is nothing to do. If not, choose a new password at once, which ends all sessions, and look ` +
        'at what is listed under your activity.',
      { button: { label: 'Sign in', url: `${to.appUrl}/app/sign-in` } },
    ],
    footer: ['You get this because it is about your own sign-in. It cannot be turned off.'],
  })
}

function message(to: To, content: MailContent): MailMessage {
  return {
    ...renderMail(content),
    to: to.address,
    subject: content.title,
    messageId: `${to.id}@${new URL(to.appUrl).hostname}`,
    stream: 'account',
    workspaceId: null,
    headers: { 'Content-Language': 'en' },
  }
}
