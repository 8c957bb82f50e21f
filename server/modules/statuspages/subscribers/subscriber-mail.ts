/** The words of the mails to subscribers. Pure: what is said and to whom comes in, a message goes out. */
import { renderForMany, renderMail, type MailContent, type MailMessage } from '#platform/mail'
import type { Locale } from '../look/locale.ts'
import { languageQuery } from './language.ts'
import { oneLine, type Letter } from './letter.ts'
import { codeMinutes, confirmationHours } from './subscriber.ts'
import { subscriberWords } from './words/words.ts'

export type Recipient = {
  mailId: string
  address: string
  /** The first mail about this report that the person got: this one continues it. */
  firstMailId: string | null
  unsubscribeUrl: string
  /** See bounces/mark.ts. */
  bounceMark: string
}

/** The mails of an update: what all of them say is rendered here, and what only one says when it is asked for. */
export function updateMails(letter: Letter): (to: Recipient) => MailMessage {
  const { workspaceId, page, title, word, host } = letter
  const render = renderForMany((link) => contentOf(letter, link))
  const subject = subjectOf(page.name, title, word)
  const alike = {
    'List-Id': `<${page.slug}.status.${host}>`,
    'Feedback-ID': `${letter.updateId}:${page.id}:${workspaceId}:watchword`,
    'Content-Language': letter.locale,
  }
  return (to) => {
    const rendered = render(to.unsubscribeUrl)
    const first = to.firstMailId === null ? undefined : `${to.firstMailId}@${host}`
    return {
      // Kept mail alone reads the whole texts; whoever sends takes the lines.
      get text() {
        return rendered.text
      },
      get html() {
        return rendered.html
      },
      lines: rendered.lines,
      to: to.address,
      subject,
      messageId: `${to.mailId}@${host}`,
      ...(first !== undefined && { inReplyTo: first, references: [first] }),
      stream: 'subscription',
      workspaceId,
      bounceMark: to.bounceMark,
      headers: {
        // RFC 8058: both are needed for the one-click button of mail programs.
        'List-Unsubscribe': `<${to.unsubscribeUrl}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        ...alike,
      },
    }
  }
}

/** What the mail to one subscriber says, by itself. */
export function contentOf(letter: Letter, unsubscribeUrl: string): MailContent {
  const { page, pageUrl, title, word, body, facts, url, locale } = letter
  const words = subscriberWords[locale].letter
  return {
    title,
    language: locale,
    preheader: `${word}: ${oneLine(body).slice(0, 100)}`,
    paragraphs: [
      { table: facts },
      ...body.split(/\r?\n(?:\s*\r?\n)+/).filter((part) => part.trim() !== ''),
      { button: { label: letter.kind === 'report' ? words.readReport : words.readMaintenance, url } },
    ],
    footer: [
      words.because(oneLine(page.name)),
      words.choose,
      `${pageUrl}/preferences${languageQuery(locale, page.locale)}`,
      words.unsubscribe,
      unsubscribeUrl,
    ],
  }
}

type AccountMail = { workspaceId: string; address: string; id: string; host: string; locale: Locale }

/** Holds nothing that a stranger or a page's owner wrote, or the form would send strangers' words to anyone. */
export function confirmationMail(input: AccountMail & { confirmUrl: string }): MailMessage {
  const words = subscriberWords[input.locale].confirmation
  return {
    ...renderMail({
      ...{ language: input.locale, title: words.title, preheader: words.preheader },
      paragraphs: [
        words.someone,
        { button: { label: words.button, url: input.confirmUrl } },
        words.hours(confirmationHours),
      ],
      footer: [words.otherwise],
    }),
    ...toAccount(input),
    subject: words.subject,
  }
}

/** The code stands in the text and not in the subject, which shows on locked screens. */
export function codeMail(input: AccountMail & { code: string }): MailMessage {
  const words = subscriberWords[input.locale].code
  return {
    ...renderMail({
      ...{ language: input.locale, title: words.title, preheader: words.preheader },
      paragraphs: [words.someone, { quote: input.code }, words.minutes(codeMinutes)],
      footer: [words.otherwise],
    }),
    ...toAccount(input),
    subject: words.subject,
  }
}

function toAccount({ address, id, host, workspaceId, locale }: AccountMail) {
  return {
    to: address,
    messageId: `${id}@${host}`,
    stream: 'account' as const,
    workspaceId,
    headers: { 'Content-Language': locale },
  }
}

const maxSubjectLength = 240

/** The state comes first: it is what someone looks for in a list of subjects. */
function subjectOf(pageName: string, title: string, word: string): string {
  const subject = `[${word}] ${oneLine(title)} – ${oneLine(pageName)}`
  return subject.length <= maxSubjectLength ? subject : `${subject.slice(0, maxSubjectLength - 1).toWellFormed()}…`
}
