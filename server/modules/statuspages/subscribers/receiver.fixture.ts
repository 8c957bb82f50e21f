/** A receiver of webhooks on this machine, and a subscription of it. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { createEgress } from '#platform/egress'
import { newId } from '#platform/ids'
import { withoutWorkers, type TestPage } from '../test-support.ts'
import { sealEndpoint } from './endpoint.ts'
import { requestSubscription, setEndpoint } from './subscriber-repo.ts'
import { newSigningSecret } from './webhook.ts'
import { everything, urlPlace } from './subscriber.ts'

export type Call = { headers: IncomingMessage['headers']; body: string }

/** A receiver on this machine, which egress opens to strangers for this test alone. */
export async function receiver(
  t: TestContext,
  base: Context,
  answer: () => { status: number; headers?: Record<string, string> },
) {
  const calls: Call[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      calls.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      const { status, headers } = answer()
      response.writeHead(status, headers).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const egress = createEgress({
    ...{ allow: [], allowStrangers: ['127.0.0.1'], profile: () => base.policy.inForce(), log: base.log },
    lookup: async () => ['127.0.0.1'],
  })
  // The form takes https alone; what is stored is the receiver here.
  return { calls, ctx: withoutWorkers({ ...base, egress }), url: `http://127.0.0.1:${port}/hook` }
}

/** A webhook that is not confirmed yet. */
export function webhookOf(ctx: Context, page: TestPage, url: string) {
  return inTransaction(ctx, async (tx) => {
    const confirmationId = newId('cnf', tx.now())
    const ids = { id: newId('sub', tx.now()), pageId: page.id, confirmationId }
    const { id } = await requestSubscription(tx, { ...urlPlace('webhook', url), ...everything, ...ids })
    await setEndpoint(tx, id, await sealEndpoint(tx, id, { url, secret: newSigningSecret() }))
    return { id, confirmationId }
  })
}
