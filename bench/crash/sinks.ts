/** The other side: receivers that write down all that reaches them, outside of the program's data directory. */
import { appendFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { Random } from './random.ts'

/** One request, and what it was answered. */
export type Hook = { id: string; type: string; incidentId: string; status: number }
export type Letter = { messageId: string; to: string; subject: string; text: string }
export type Sink<Item> = { port: number; received: Item[]; close(): Promise<void> }

const slowShare = 0.1
const failShare = 0.05
/** What is attempted this long after it happened is no first attempt: a further failure would wait for minutes. */
const firstAttemptSeconds = 3

/** Takes webhooks: most at once, some slowly, and of some the first attempt fails. */
export async function openWebhookSink(directory: string, random: Random): Promise<Sink<Hook>> {
  const received: Hook[] = []
  const failed = new Set<string>()
  const take = async (request: IncomingMessage): Promise<number> => {
    const body = JSON.parse(await textOf(request)) as HookBody // a malformed one fails the run, as it should
    const id = String(request.headers['webhook-id'])
    if (random.chance(slowShare)) await delay(random.between(100, 1_500))
    const lateSeconds = Number(request.headers['webhook-timestamp']) - Date.parse(body.timestamp) / 1000
    const fails = lateSeconds < firstAttemptSeconds && !failed.has(id) && random.chance(failShare)
    if (fails) failed.add(id)
    const status = fails ? 500 : 200
    const hook: Hook = { id, type: body.type, incidentId: body.data.incident?.id ?? '', status }
    received.push(hook)
    appendFileSync(join(directory, 'webhooks.jsonl'), `${JSON.stringify({ ...hook, body })}\n`)
    return status
  }
  const server = createServer((request, response) => {
    void take(request).then(
      (status) => response.writeHead(status).end(),
      (error: unknown) => {
        if (!request.destroyed || request.complete) throw error
      }, // cut by a kill
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port, // it listens on TCP
    received,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

type HookBody = { type: string; timestamp: string; data: { incident?: { id: string } } }

/** A mail server that takes everything, some of it slowly. */
export async function openMailSink(directory: string, random: Random): Promise<Sink<Letter>> {
  const received: Letter[] = []
  const take = async (stream: NodeJS.ReadableStream): Promise<void> => {
    const mail = await PostalMime.parse(await textOf(stream))
    if (random.chance(slowShare)) await delay(random.between(100, 1_000))
    const letter: Letter = {
      messageId: mail.messageId ?? '',
      to: mail.to?.[0]?.address ?? '',
      subject: mail.subject ?? '',
      text: mail.text ?? '',
    }
    received.push(letter)
    appendFileSync(join(directory, 'mails.jsonl'), `${JSON.stringify(letter)}\n`)
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, _session, done) => {
      void take(stream).then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))), // cut by a kill
      )
    },
  })
  server.on('error', () => undefined) // a connection that was cut by a kill
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port, // it listens on TCP
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function textOf(stream: IncomingMessage | NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
