import { setTimeout as sleep } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import { systemClock, type Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import { checkAddress, checkMessage } from './check.ts'
import { MailFailed, type Mail, type MailFailure, type MailMessage, type MailResult } from './mail.ts'
import { mimeOf, type Sender } from './mime.ts'
import { isThisMachine, parseSmtpUrl, type SmtpServer } from './smtp-url.ts'

export type SmtpOptions = {
  /** See `parseSmtpUrl`. */
  url: string
  /** `Name <address>` or an address. */
  from: string
  log: Log
  /** For one message: waiting for a connection, and all of the talk with the server. */
  timeoutMs?: number
  /** For the `Date` of messages. */
  now?: Clock
}

const closeTimeoutMs = 5000
/** Kept open to the one server, each for a hundred messages: what relays commonly allow a sender. */
export const maxConnections = 10
const connectTimeoutMs = 10_000

/**
 * Sends through one server, over at most ten kept connections. A message is handed over once: what nodemailer would
 * queue again on its own fails instead, because the outbox row decides about another attempt. Throws an Error for a
 * URL or a From address that cannot work.
 */
export function createSmtpMail(options: SmtpOptions): Mail {
  const server = parseSmtpUrl(options.url)
  const from = parseFrom(options.from, server)
  const { timeoutMs = 60_000, now = systemClock } = options
  const transport = createTransport({
    ...connectionOptions(server, timeoutMs),
    pool: true,
    maxConnections,
    maxRequeues: 0,
  })
  // Only what befalls a connection without a message: the rest reaches the sender.
  transport.on('error', (error: unknown) => options.log.warn('mail connection failed', { component: 'mail', error }))
  const underWay = new Set<Promise<unknown>>()

  async function send(message: MailMessage): Promise<MailResult> {
    checkMessage(message)
    try {
      const sent = await transport.sendMail({
        envelope: { from: from.address, to: [message.to] },
        raw: mimeOf(message, from, now()),
        signal: AbortSignal.timeout(timeoutMs),
      })
      return { outcome: 'sent', response: sent.response ?? '' }
    } catch (error) {
      throw asMailFailed(error)
    }
  }

  return {
    send(message) {
      const sending = send(message)
      const settled: Promise<unknown> = sending.then(
        () => underWay.delete(settled),
        () => underWay.delete(settled),
      )
      underWay.add(settled)
      return sending
    },
    async close() {
      await Promise.race([Promise.all(underWay), sleep(closeTimeoutMs, undefined, { ref: false })])
      transport.close({ force: true })
    },
  }
}

function connectionOptions({ host, port, tls, auth }: SmtpServer, timeoutMs: number) {
  return {
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'none',
    // Said, because NODE_TLS_REJECT_UNAUTHORIZED could otherwise switch it off.
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' as const },
    auth,
    connectionTimeout: Math.min(connectTimeoutMs, timeoutMs),
    greetingTimeout: Math.min(connectTimeoutMs, timeoutMs),
    socketTimeout: timeoutMs,
    socketCloseTimeout: 1000,
    // nodemailer would read a file or fetch a URL where a message has an object for a text.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** A server of the world gets no mail from `…@localhost`: it would be refused, or be taken for somebody else's. */
function parseFrom(text: string, server: SmtpServer): Sender {
  const [, name = '', bracketed, bare = ''] = /^(?:([^<>]*)<([^<>]+)>|([^<>]+))$/.exec(text.trim()) ?? []
  const address = checkAddress(bracketed ?? bare)
  const isReal = server.tls !== 'none' && !isThisMachine(server.host)
  if (isReal && address.endsWith('@localhost')) {
    throw new Error('mail needs a From address of yours: set WATCHWORD_MAIL_FROM')
  }
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address }
}

/** What nodemailer adds to an Error; of any of it, nothing may be there. */
type SmtpError = Error & { code?: string; response?: string; responseCode?: number; command?: string }

function asMailFailed(error: unknown): MailFailed {
  if (!(error instanceof Error)) return new MailFailed('unreachable', 'the mail server could not be reached')
  const { code = '', response, responseCode = 0, command = '' }: SmtpError = error
  const kind = failureOf(code, responseCode)
  const aboutRecipient = kind === 'permanent' && command === 'RCPT TO' && !/\b5\.7\.\d+\b/.test(response ?? '')
  return new MailFailed(kind, response ?? sentences[code] ?? 'the mail server could not be reached', aboutRecipient)
}

/**
 * A refused sign-in and a greeting of 5xx are about us and the server, not about this message, so they never count as
 * its permanent failure; nor does 503, which says that the session went wrong.
 */
function failureOf(code: string, responseCode: number): MailFailure {
  if (['EAUTH', 'ENOAUTH', 'ETLS', 'EREQUIRETLS', 'EPROTOCOL'].includes(code)) {
    return responseCode >= 400 && responseCode < 500 ? 'temporary' : 'unreachable'
  }
  if (responseCode >= 500 && responseCode !== 503) return 'permanent'
  return responseCode >= 400 ? 'temporary' : 'unreachable'
}

const sentences: Record<string, string> = {
  EDNS: 'the name of the mail server could not be resolved',
  ETLS: 'no trusted TLS connection to the mail server could be made',
  EREQUIRETLS: 'no trusted TLS connection to the mail server could be made',
  ETIMEDOUT: 'the mail server did not answer in time',
  EABORT: 'the mail server did not answer in time',
  EAUTH: 'the mail server refused to let us sign in',
  ENOAUTH: 'the mail server refused to let us sign in',
  ECONNECTION: 'the mail server closed the connection',
}
