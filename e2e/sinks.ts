/** Receivers of what the program sends: a real SMTP server and a webhook endpoint that verifies signatures. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { Webhook } from 'standardwebhooks'

export type MailSink = { url: string; mails: Email[]; close(): Promise<void> }

export async function startMailSink(): Promise<MailSink> {
  const mails: Email[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        PostalMime.parse(Buffer.concat(chunks)).then(
          (mail) => {
            mails.push(mail)
            done()
          },
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        )
      })
    },
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const { port } = server.server.address() as AddressInfo // listening on TCP
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

export type WebhookSink = {
  url: string
  /** Those whose signature the independent verifier accepted, with the secret given by `expect`. */
  verified: { id: string; body: { type: string; data: Record<string, unknown> } }[]
  /** What was refused, with the reason. */
  refused: string[]
  /** The secret with which the next ones must be signed. */
  expect(secret: string): void
  close(): Promise<void>
}

export async function startWebhookSink(): Promise<WebhookSink> {
  let secret: string | undefined
  const verified: WebhookSink['verified'] = []
  const refused: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      try {
        if (secret === undefined) throw new Error('no secret is expected yet')
        const body = new Webhook(secret).verify(Buffer.concat(chunks), namedHeaders(request.headers))
        // The verifier answers the parsed body; its shape is what the test asserts on.
        verified.push({
          id: String(request.headers['webhook-id']),
          body: body as WebhookSink['verified'][number]['body'],
        })
        response.writeHead(204).end()
      } catch (error) {
        refused.push(error instanceof Error ? error.message : String(error))
        response.writeHead(400).end()
      }
    })
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}/hook`,
    verified,
    refused,
    expect: (next) => {
      secret = next
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function namedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  return (server.address() as AddressInfo).port // listening on TCP
}
