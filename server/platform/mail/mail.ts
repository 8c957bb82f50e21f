/** What a message is, and what becomes of it. How it is sent is the adapter's business. */

/** Whole lines of a text. What many messages share is one object in all of them, so that it is encoded once. */
export type MailLines = { readonly text: string }

export type MailMessage = {
  /** One bare address: `ada@example.com`. */
  to: string
  subject: string
  text: string
  html: string
  /** The lines of `text` and of `html`, when much of them is the same in other messages; it changes no byte. */
  lines?: { text: readonly MailLines[]; html: readonly MailLines[] }
  /** Without `<` and `>`; derived from the outbox row, so that a second attempt is the same message: `row@domain`. */
  messageId: string
  /** `account`: to a member about their own doings. `subscription`: to whoever asked for news, with a way out. */
  stream: 'account' | 'subscription'
  /** Further headers, each exactly once in the message: `List-Unsubscribe`, `Feedback-ID`, `Content-Language` … */
  headers?: Record<string, string>
  workspaceId: string | null
  /** By which the mail is known when it comes back: 1 to 50 lower-case letters and digits (VERP). */
  bounceMark?: string
  /** Message ids, as above, of the mails that this one continues. */
  inReplyTo?: string
  references?: string[]
}

export type MailResult =
  /** The server took it; `response` is its last line. */
  | { outcome: 'sent'; response: string }
  /** There is no server: the message can be read in the outbox. */
  | { outcome: 'kept' }

export type Mail = {
  /** Throws MailFailed. One attempt: trying again is up to whoever owns the outbox row. */
  send(message: MailMessage): Promise<MailResult>
  /** Lets messages under way finish for a moment, then closes. */
  close(): Promise<void>
}

/**
 * `permanent`: the same message would be refused again. `temporary`: the server said later. `unreachable`: no server
 * spoke to us, or not to the end, so it may be that it has the message; the Message-ID tells that it is the same.
 */
export type MailFailure = 'temporary' | 'permanent' | 'unreachable'

export class MailFailed extends Error {
  override name = 'MailFailed'
  readonly kind: MailFailure
  /** The server's line or a sentence of ours; for whoever may see the outbox. At most 500 characters, one line. */
  readonly response: string
  /** True when the server will not take mail for this very recipient, whatever it says: suppress the address. */
  readonly aboutRecipient: boolean

  constructor(kind: MailFailure, response: string, aboutRecipient = false) {
    const line = response
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim()
      .slice(0, 500)
    super(`mail failed (${kind}): ${line}`)
    this.kind = kind
    this.response = line
    this.aboutRecipient = aboutRecipient
  }
}
