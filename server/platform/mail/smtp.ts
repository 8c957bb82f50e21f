import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import SMTPPool from 'nodemailer/lib/smtp-pool'
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
  /** Where a message with a mark comes back to, with the mark behind a `+`. */
  bounceAddress?: string | null
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
  const pool = new SMTPPool({
    ...connectionOptions(server, timeoutMs),
    maxConnections,
    maxRequeues: 0,
  })
  // Only what befalls a connection without a message: the rest reaches the sender.
  pool.on('error', (error: unknown) => options.log.warn('mail connection failed', { component: 'mail', error }))
  const { bounceAddress = null } = options
  const returnPath = ({ bounceMark }: MailMessage): string =>
    bounceMark === undefined || bounceAddress === null ? from.address : bounceAddress.replace('@', `+${bounceMark}@`)
  const underWay = new Set<Promise<unknown>>()

  async function send(message: MailMessage): Promise<MailResult> {
    checkMessage(message)
    try {
      const raw = Buffer.from(mimeOf(message, from, now()), 'latin1')
      const response = await handOver(pool, {
        from: returnPath(message),
        message,
        raw,
        signal: AbortSignal.timeout(timeoutMs),
      })
      return { outcome: 'sent', response }
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
      pool.close({ force: true })
    },
  }
}

type Handed = { from: string; message: MailMessage; raw: Buffer; signal: AbortSignal }

/**
 * To nodemailer's pool itself: its composer would read the finished message anew, and make ids and boundaries that nobody
 * needs, for more than all else takes. Resolves with the server's last line.
 */
function handOver(pool: SMTPPool, { from, message, raw, signal }: Handed): Promise<string> {
  const mail = {
    data: { signal },
    message: {
      getEnvelope: () => ({ from, to: [message.to] }),
      messageId: () => `<${message.messageId}>`,
      getHeader: () => message.messageId,
      createReadStream: () => Readable.from([raw], { objectMode: false }),
    },
  }
  return new Promise((resolve, reject) => {
    // The pool asks a mail for no more than these; its type is that of the composer's.
    pool.send(mail as unknown as Parameters<SMTPPool['send']>[0], (error, sent) => {
      if (error) reject(error)
      else resolve(sent?.response ?? '')
    })
  })
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
