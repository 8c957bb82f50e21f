/** The words of the mails to subscribers. Pure: what is said and to whom comes in, a message goes out. */
import { renderMail, type MailMessage } from '#platform/mail'
import { componentWords } from './component.ts'
import { reportWords, type ComponentChange, type Report, type ReportStatus } from './report.ts'
import { formatTime } from './time.ts'
import { confirmationHours } from './subscriber.ts'
import type { StatusPage } from './page.ts'

/** An update, as everyone is told of it. */
export type Letter = {
  workspaceId: string
  page: StatusPage
  /** Without a slash at the end. */
  pageUrl: string
  report: Pick<Report, 'id' | 'title'>
  update: { id: string; status: ReportStatus; body: string; createdAt: Date; components: readonly ComponentChange[] }
  /** Host name for Message-ID and List-Id. */
  host: string
}

export type Recipient = {
  mailId: string
  address: string
  /** The first mail about this report that the person got: this one continues it. */
  firstMailId: string | null
  unsubscribeUrl: string
}

export function updateMail({ workspaceId, page, pageUrl, report, update, host }: Letter, to: Recipient): MailMessage {
  const word = reportWords[update.status]
  const facts: [string, string][] = [['Status', word]]
  if (update.components.length > 0) facts.push(['Components', update.components.map(componentLine).join('\n')])
  facts.push(['Posted', formatTime(update.createdAt, page.timeZone)])
  const rendered = renderMail({
    title: report.title,
    preheader: `${word}: ${oneLine(update.body).slice(0, 100)}`,
    paragraphs: [
      { table: facts },
      ...update.body.split(/\r?\n(?:\s*\r?\n)+/).filter((part) => part.trim() !== ''),
      { button: { label: 'Read the report', url: `${pageUrl}/reports/${report.id}` } },
    ],
    footer: [
      `You get this because you subscribed to ${oneLine(page.name)}.`,
      'To unsubscribe, open this link. If the address is a list, it ends for everyone on it.',
      to.unsubscribeUrl,
    ],
  })
  const first = to.firstMailId === null ? undefined : `${to.firstMailId}@${host}`
  return {
    ...rendered,
    to: to.address,
    subject: subjectOf(page.name, report.title, word),
    messageId: `${to.mailId}@${host}`,
    ...(first !== undefined && { inReplyTo: first, references: [first] }),
    stream: 'subscription',
    workspaceId,
    headers: {
      // RFC 8058: both are needed for the one-click button of mail programs.
      'List-Unsubscribe': `<${to.unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': `<${page.slug}.status.${host}>`,
      'Feedback-ID': `${update.id}:${page.id}:${workspaceId}:watchword`,
      'Content-Language': 'en',
    },
  }
}

/** Holds nothing that a stranger or a page's owner wrote, or the form would send strangers' words to anyone. */
export function confirmationMail(input: {
  workspaceId: string
  address: string
  confirmationId: string
  confirmUrl: string
  host: string
}): MailMessage {
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
    to: input.address,
    subject: 'Confirm your subscription to status updates',
    messageId: `${input.confirmationId}@${input.host}`,
    stream: 'account',
    workspaceId: input.workspaceId,
    headers: { 'Content-Language': 'en' },
  }
}

function componentLine({ name, newStatus }: ComponentChange): string {
  return `${oneLine(name)}: ${componentWords[newStatus].toLowerCase()}`
}

const maxSubjectLength = 240

/** The state comes first: it is what someone looks for in a list of subjects. */
function subjectOf(pageName: string, title: string, word: string): string {
  const subject = `[${word}] ${oneLine(title)} – ${oneLine(pageName)}`
  return subject.length <= maxSubjectLength ? subject : `${subject.slice(0, maxSubjectLength - 1).toWellFormed()}…`
}

/** No character that could end a line or be taken for one (the mail adapter refuses them). */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim()
}
