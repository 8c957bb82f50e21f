/**
 * What a mail server says of a mail that we sent: that it could not be delivered (RFC 3464), or that its reader called it
 * spam (RFC 5965). Pure.
 */
import { decoded, headerOf, partsOf, readHeaders, readPart, typeOf, type Headers, type Part } from './read-message.ts'

export type MailReport =
  /** It came back for good. `status` as RFC 3463 has it, `5.1.1`; null when only the words are known. */
  | { kind: 'bounce'; status: string | null; said: string; about: About }
  | { kind: 'complaint'; said: string; about: About }
  /** A delay, an answering machine, or no report at all. */
  | { kind: 'nothing' }

/** By what the mail is known: text to look for our own signed marks in. */
export type About = {
  /** Addresses that the report itself came to. */
  recipients: string
  /** Of the mail that it is about, as far as it came back. */
  original: Headers | undefined
}

const maxSaidLength = 400
const maxRecipients = 20

/** The bytes of the report as Latin-1. */
export function readReport(text: string): MailReport {
  const message = readPart(text)
  const parts = partsOf(message)
  const recipients = ['to', 'delivered-to', 'x-original-to', 'envelope-to']
    .flatMap((name) => message.headers.get(name) ?? [])
    .join(' ')
  const about = { recipients, original: originalOf(parts) }
  const feedback = parts.find((part) => typeOf(part) === 'message/feedback-report')
  if (feedback) return complaintOf(readHeaders(decoded(feedback)), about)
  const status = parts.find((part) => /^message\/(global-)?delivery-status$/.test(typeOf(part)))
  if (status) return bounceOf(decoded(status), about)
  return plainBounceOf(message, parts, about)
}

/** RFC 5965 §3.1: all types but one say that the mail was not wanted. */
function complaintOf(fields: Headers, about: About): MailReport {
  const type = headerOf(fields, 'feedback-type')?.toLowerCase() ?? ''
  if (!/^[a-z-]{1,40}$/.test(type) || type === 'not-spam') return { kind: 'nothing' }
  return { kind: 'complaint', said: type, about }
}

/** Groups of fields parted by empty lines: one of the message, then one for each recipient (RFC 3464 §2.1). */
function bounceOf(text: string, about: About): MailReport {
  const groups = text
    .split(/\r?\n[ \t]*\r?\n/)
    .slice(0, maxRecipients + 1)
    .map(readHeaders)
  const failed = groups.find((fields) => {
    const action = headerOf(fields, 'action')?.toLowerCase()
    const status = headerOf(fields, 'status') ?? ''
    return action === 'failed' && !status.startsWith('4') && !status.startsWith('2')
  })
  if (!failed) return { kind: 'nothing' }
  const [status = null] = /^5\.\d{1,3}\.\d{1,3}/.exec(headerOf(failed, 'status') ?? '') ?? []
  const diagnostic = (headerOf(failed, 'diagnostic-code') ?? '').replace(/^[a-z0-9-]+\s*;\s*/i, '')
  return { kind: 'bounce', status: moreExact(status, diagnostic), said: line(diagnostic || (status ?? '')), about }
}

/** `5.0.0` says nothing; the server's own words often say more, as with Exim. */
function moreExact(status: string | null, diagnostic: string): string | null {
  if (status !== null && status !== '5.0.0') return status
  return /\b5\.\d{1,3}\.\d{1,3}\b/.exec(diagnostic)?.[0] ?? status
}

/** Exim's older form is plain text, told by a header of its own. */
function plainBounceOf({ headers }: Part, parts: readonly Part[], about: About): MailReport {
  if (headerOf(headers, 'x-failed-recipients') === undefined) return { kind: 'nothing' }
  const text = parts.map(decoded).join('\n')
  const said = /^.*\b(?:5\d\d|5\.\d{1,3}\.\d{1,3})\b.*$/m.exec(text)?.[0] ?? 'returned to the sender'
  // An "unroutable address" may be a passing trouble of names: what has no code counts as unknown.
  return { kind: 'bounce', status: moreExact(null, said), said: line(said), about }
}

function originalOf(parts: readonly Part[]): Headers | undefined {
  const part = parts.find((each) =>
    /^(message\/(rfc822|global)|text\/rfc822-headers|message\/(rfc822|global)-headers)$/.test(typeOf(each)),
  )
  return part && readPart(decoded(part)).headers
}

/** One line for people. */
function line(text: string): string {
  return text
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, maxSaidLength)
}
