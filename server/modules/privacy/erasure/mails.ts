/** The words of the mails about closing and erasing. Pure. */
import { renderMail, type MailContent, type MailMessage } from '#platform/mail'
import type { ReceiptContent } from './receipt.ts'
import type { Going } from './summary.ts'

type To = { address: string; /** Of what the mail is about. */ id: string; appUrl: string }

const day = (at: Date | string): string => new Date(at).toISOString().slice(0, 10)
const minute = (at: Date): string =>
  at
    .toISOString()
    .replace('T', ' ')
    .replace(/:\d\d\..*/, ' UTC')

/** The link that brings everything back stands behind the `#`, which browsers send to nobody. */
export function closureMail(
  to: To,
  closure: { restorableUntil: Date | null; deleteBy: Date; restoreSecret: string; receiptSecret: string },
): MailMessage {
  const { restorableUntil, deleteBy } = closure
  const back: MailContent['paragraphs'] =
    restorableUntil === null
      ? ['It cannot be taken back.']
      : [
          `Until ${minute(restorableUntil)} you can take it back with this link; then everything is as before.`,
          { button: { label: 'Take it back', url: `${to.appUrl}/app/restore#${closure.restoreSecret}` } },
        ]
  return message(to, {
    title: 'Your sign-in is closed',
    paragraphs: [
      'You closed your sign-in. Nobody is signed in with it any more, and nobody can sign in.',
      ...back,
      `By ${day(deleteBy)} all that we keep about you is deleted, but for what the law makes us keep. What went, what ` +
        'stays, why and until when is then said in a receipt, which we mail before we forget your address:',
      { button: { label: 'The receipt', url: receiptUrl(to, closure.receiptSecret) } },
    ],
    footer: ['If it was not you, take it back at once and choose a new password.'],
  })
}

export function receiptMail(to: To, { content, secret }: { content: ReceiptContent; secret: string }): MailMessage {
  const { kind, stays, workspacesDecide, processors, held, ends } = content
  return message(to, {
    title: kind === 'workspace' ? 'Your workspace is deleted: the receipt' : 'Your data is deleted: the receipt',
    paragraphs: [
      kind === 'workspace'
        ? 'What was in the workspace is gone:'
        : 'This is what went. With this mail we forget your address too.',
      table(content.deleted, 'nothing'),
      ...(content.anonymised.length === 0 ? [] : ['This stays without anyone in it:', table(content.anonymised, '')]),
      ...(stays.length === 0 ? [] : ['This stays, and why:', staying(stays)]),
      ...(workspacesDecide.length === 0
        ? []
        : ['This belongs to workspaces, who decide about it:', table(workspacesDecide, '')]),
      ...(held ? ['Something must be kept for now. It is deleted as soon as it may be, and you are told.'] : []),
      ...(processors.length === 0 ? [] : [`These were to delete it too: ${processors.join(', ')}.`]),
      { table: ends.map(({ what, untilAt }) => [`Ends by ${day(untilAt)}`, what]) },
      { button: { label: 'The signed receipt', url: receiptUrl(to, secret) } },
    ],
    footer: ['The link is yours alone: keep it. The receipt holds no name and no address.'],
  })
}

function table(rows: readonly Going[], nothing: string): MailContent['paragraphs'][number] {
  if (rows.length === 0) return nothing
  return { table: rows.map(({ what, records }) => [what, `${records} ${records === 1 ? 'record' : 'records'}`]) }
}

function staying(rows: ReceiptContent['stays']): MailContent['paragraphs'][number] {
  return {
    table: rows.map(({ what, why, until, untilAt }) => [
      what,
      `${why}; until ${until}${untilAt === null ? '' : `, ${day(untilAt)} at the latest`}`,
    ]),
  }
}

function receiptUrl({ appUrl }: To, secret: string): string {
  return `${appUrl}/app/receipt#${secret}`
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
