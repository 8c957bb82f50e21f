/** The words of the mails to subscribers. Pure: what is said and to whom comes in, a message goes out. */
import { renderMail, type MailMessage } from '#platform/mail'
import { oneLine, type Letter } from './letter.ts'
import { codeMinutes, confirmationHours } from './subscriber.ts'

export type Recipient = {
  mailId: string
  address: string
  /** The first mail about this report that the person got: this one continues it. */
  firstMailId: string | null
  unsubscribeUrl: string
}

export function updateMail(letter: Letter, to: Recipient): MailMessage {
  const { workspaceId, page, pageUrl, title, word, body, facts, url, host } = letter
  const rendered = renderMail({
    title,
    preheader: `${word}: ${oneLine(body).slice(0, 100)}`,
    paragraphs: [
      { table: facts },
      ...body.split(/\r?\n(?:\s*\r?\n)+/).filter((part) => part.trim() !== ''),
      { button: { label: letter.kind === 'report' ? 'Read the report' : 'Read about the maintenance', url } },
    ],
    footer: [
      `You get this because you subscribed to ${oneLine(page.name)}.`,
      'To choose what you are told of:',
      `${pageUrl}/preferences`,
      'To unsubscribe, open this link. If the address is a list, it ends for everyone on it.',
      to.unsubscribeUrl,
    ],
  })
  const first = to.firstMailId === null ? undefined : `${to.firstMailId}@${host}`
  return {
    ...rendered,
    to: to.address,
    subject: subjectOf(page.name, title, word),
    messageId: `${to.mailId}@${host}`,
    ...(first !== undefined && { inReplyTo: first, references: [first] }),
    stream: 'subscription',
    workspaceId,
    headers: {
      // RFC 8058: both are needed for the one-click button of mail programs.
      'List-Unsubscribe': `<${to.unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': `<${page.slug}.status.${host}>`,
      'Feedback-ID': `${letter.updateId}:${page.id}:${workspaceId}:watchword`,
      'Content-Language': 'en',
    },
  }
}

type AccountMail = { workspaceId: string; address: string; id: string; host: string }

/** Holds nothing that a stranger or a page's owner wrote, or the form would send strangers' words to anyone. */
export function confirmationMail(input: AccountMail & { confirmUrl: string }): MailMessage {
  return {
    ...renderMail({
      title: 'Confirm your subscription',
      preheader: 'One more step to get status updates by mail.',
      paragraphs: [
        'Someone, hopefully you, asked for status updates to be sent to this address.',
        { button: { label: 'Confirm the subscription', url: input.confirmUrl } },
        `The link works for ${confirmationHours} hours.`,
      ],
      footer: [
        'If it was not you, do nothing: without the confirmation there will be no further mail, and the address is forgotten.',
      ],
    }),
    ...toAccount(input),
    subject: 'Confirm your subscription to status updates',
  }
}

/** The code stands in the text and not in the subject, which shows on locked screens. */
export function codeMail(input: AccountMail & { code: string }): MailMessage {
  return {
    ...renderMail({
      title: 'Your code',
      preheader: 'To choose what status updates you get.',
      paragraphs: [
        'Someone, hopefully you, wants to change which status updates are sent to this address. The code is',
        { quote: input.code },
        `It works for ${codeMinutes} minutes, on the page where it was asked for.`,
      ],
      footer: ['If it was not you, do nothing, and tell the code to nobody: nothing changes without it.'],
    }),
    ...toAccount(input),
    subject: 'Your code for status updates',
  }
}

function toAccount({ address, id, host, workspaceId }: AccountMail) {
  return {
    to: address,
    messageId: `${id}@${host}`,
    stream: 'account' as const,
    workspaceId,
    headers: { 'Content-Language': 'en' },
  }
}

const maxSubjectLength = 240

/** The state comes first: it is what someone looks for in a list of subjects. */
function subjectOf(pageName: string, title: string, word: string): string {
  const subject = `[${word}] ${oneLine(title)} – ${oneLine(pageName)}`
  return subject.length <= maxSubjectLength ? subject : `${subject.slice(0, maxSubjectLength - 1).toWellFormed()}…`
}
