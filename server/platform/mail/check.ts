/** Nothing in a message may become a header, a recipient or a line of its own that its sender did not mean. */
import { domainToASCII } from 'node:url'
import { AppError, invalidRequest } from '#platform/errors'
import { MailFailed, type MailMessage } from './mail.ts'

const control = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u
const maxAddressLength = 254
const maxSubjectLength = 250
const maxHeaderLength = 2000
/** RFC 5321 §4.1.2 dot-atom, without quoted forms, which nobody has and parsers disagree about. */
const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const domainPart = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/

/** Set by the adapter itself; a caller's would be a second one. */
const ownHeaders =
  /^(from|to|cc|bcc|subject|date|sender|reply-to|return-path|received|message-id|in-reply-to|references|mime-version|content-type|content-transfer-encoding|auto-submitted|precedence|dkim-signature)$/

/**
 * The address as it is stored and compared: spaces around it gone, the domain in lower-case A-labels (IDNA). The
 * part before the @ stays as it is. Throws invalid_request.
 */
export function checkAddress(text: string): string {
  const trimmed = text.trim()
  const at = trimmed.lastIndexOf('@')
  const local = trimmed.slice(0, at)
  const domain = domainToASCII(trimmed.slice(at + 1))
  const address = `${local}@${domain}`
  const valid = at > 0 && local.length <= 64 && localPart.test(local) && domainPart.test(domain)
  if (!valid || control.test(text) || address.length > maxAddressLength) {
    throw invalidRequest('this is not a valid e-mail address', [
      { path: 'email', message: 'not a valid e-mail address' },
    ])
  }
  return address
}

/** Throws MailFailed `permanent` for what would not be the message that it says it is. */
export function checkMessage(message: MailMessage): void {
  checkRecipient(message.to)
  if (control.test(message.subject)) throw refuse('the subject contains a control character')
  if (message.subject.length > maxSubjectLength) throw refuse('the subject is too long')
  for (const id of [message.messageId, message.inReplyTo, ...(message.references ?? [])]) {
    if (id !== undefined && !/^[A-Za-z0-9._+=-]{1,120}@[A-Za-z0-9.-]{1,120}$/.test(id)) throw refuse('not a message id')
  }
  if (message.bounceMark !== undefined && !/^[a-z0-9]{1,50}$/.test(message.bounceMark)) throw refuse('not a mark')
  checkHeaders(message.headers ?? {})
}

function checkRecipient(to: string): void {
  try {
    if (checkAddress(to) === to) return
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
  throw refuse('the recipient is not one valid address')
}

function checkHeaders(headers: Record<string, string>): void {
  const seen = new Set<string>()
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase()
    if (!/^[a-z][a-z0-9-]{0,63}$/.test(key) || ownHeaders.test(key)) throw refuse(`the header ${key} cannot be set`)
    if (control.test(value) || value.length > maxHeaderLength) throw refuse(`the header ${key} is malformed`)
    if (seen.has(key)) throw refuse(`the header ${key} is there twice`)
    seen.add(key)
  }
}

function refuse(reason: string): MailFailed {
  return new MailFailed('permanent', reason)
}
