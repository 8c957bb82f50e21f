/** A receiver of webhooks on this machine that believes only what carries a valid signature. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export type Received = { type: string; data: { incident?: { id: string; title: string } } }

export type WebhookSink = {
  url: string
  /** From now on what arrives must be signed with this. */
  trust(signingSecret: string): void
  /** What arrived with a valid signature, oldest first. */
  verified: Received[]
  refused: string[]
  close(): void
}

export async function openSink(): Promise<WebhookSink> {
  let verifier: Webhook | undefined
  const verified: Received[] = []
  const refused: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      try {
        if (!verifier) throw new Error('the secret is not known yet')
        // The library's word that the body is what was signed; the type is that of the documented bodies.
        verified.push(verifier.verify(Buffer.concat(chunks).toString('utf8'), signature(request.headers)) as Received)
        response.writeHead(204).end()
      } catch (error) {
        refused.push(error instanceof Error ? error.message : String(error))
        response.writeHead(400).end()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/watchword`, // it listens on TCP
    trust: (signingSecret) => {
      verifier = new Webhook(signingSecret)
    },
    verified,
    refused,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function signature(headers: IncomingHttpHeaders) {
  const header = (name: string): string => String(headers[name] ?? '')
  return {
    'webhook-id': header('webhook-id'),
    'webhook-timestamp': header('webhook-timestamp'),
    'webhook-signature': header('webhook-signature'),
  }
}
