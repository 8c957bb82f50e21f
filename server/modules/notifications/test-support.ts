/** For tests: a workspace with a receiver and a mail server, and a queue that is worked off by hand and by its clock. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import * as incidents from '#modules/incidents'
import { addProject } from '#modules/workspaces'
import { collectSubscriptions } from '#platform/activity'
import { testClock } from '#platform/clock'
import { systemActor, systemContext, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import type { AnyJob } from '#platform/jobs'
import { createLog } from '#platform/log'
import { createSmtpMail } from '#platform/mail'
import { call, testContext } from '#testing'
import { jobs } from './jobs.ts'
import { endpoints } from './routes.ts'
import { subscriptions } from './subscriptions.ts'

type Queued = { name: string; data: object; at: Date }

export type House = {
  ctx: Context
  clock: ReturnType<typeof testClock>
  queue: Queued[]
  /** Runs what is due, and what that leads to, all or only the jobs of one name; returns how many that were. */
  work(only?: string): Promise<number>
  /** Moves the clock to the next job and runs it. */
  workLater(): Promise<void>
}

/** The clock begins with now, because verifiers look at theirs. */
export async function house(options: { mail?: Context['mail'] } = {}): Promise<House> {
  const clock = testClock(new Date())
  const queue: Queued[] = []
  const ctx: Context = {
    ...(await testContext()),
    ...options,
    now: clock,
    subscriptions: collectSubscriptions(subscriptions),
    jobs: {
      enqueue: (_tx, name, data, { startAfter }) => {
        queue.push({ name, data, at: startAfter ?? clock() })
        return Promise.resolve()
      },
    },
  }
  const all: AnyJob[] = [...jobs, ...subscriptions.map(({ job }) => job)]
  const system = () => systemContext(ctx, ctx.workspaceId, newId('run', clock()))

  async function work(only?: string): Promise<number> {
    for (let count = 0; ; count += 1) {
      const index = queue.findIndex(({ at, name }) => at <= clock() && (only === undefined || name === only))
      const [next] = index < 0 ? [] : queue.splice(index, 1)
      if (!next) return count
      // Time passes, so that what follows from something is later than it.
      clock.advance(1)
      const job = all.find(({ name }) => name === next.name)
      if (!job) throw new Error(`no job ${next.name}`)
      await job.handle(system(), job.input.parse(next.data))
    }
  }

  return {
    ctx,
    clock,
    queue,
    work,
    workLater: async () => {
      const next = queue.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0]
      if (!next) throw new Error('nothing is queued')
      clock.advance(Math.max(0, next.at.getTime() - clock().getTime()))
      await work()
    },
  }
}

export type Incident = {
  id: string
  /** `times`: so many events at once. */
  happenAgain(times?: number): Promise<void>
  resolve(): Promise<void>
  /** As the API takes it. */
  mute(until: object): Promise<void>
  unmute(): Promise<void>
}

/** Opens an incident as an event would. */
export async function openIncident(
  { ctx, clock }: Pick<House, 'ctx' | 'clock'>,
  title = 'Checkout is slow',
): Promise<Incident> {
  const project = await inTransaction(ctx, (tx) => addProject(tx, `Shop ${newHexKey(3)}`))
  const key = newHexKey()
  const happen = (count = 1) => {
    clock.advance(1_000)
    const grouping = { method: 'title', version: 1, parts: [] }
    return inTransaction({ ...ctx, actor: systemActor }, (tx) =>
      incidents.recordSignals(tx, [
        {
          projectId: project.id,
          key,
          formerKeys: [],
          count,
          firstSeenAt: clock(),
          lastSeenAt: clock(),
          receivedAt: clock(),
          release: '1.2.3',
          releases: ['1.2.3'],
          environments: ['production'],
          kind: 'exception',
          level: 'error',
          title,
          culprit: 'pay.ts in pay',
          grouping,
          eventId: newHexKey(),
        },
      ]),
    )
  }
  const [incident] = await happen()
  if (!incident) throw new Error('a signal opens an incident')
  const change = async (method: string, what: string, body?: object): Promise<void> => {
    clock.advance(1_000)
    const response = await call(ctx, incidents.endpoints, method, `/incidents/${incident.id}/${what}`, body)
    if (!response.ok) throw new Error(`${method} ${what} answered ${response.status}`)
  }
  return {
    id: incident.id,
    happenAgain: async (times) => void (await happen(times)),
    resolve: () => change('POST', 'resolution'),
    mute: (until) => change('PUT', 'mute', until),
    unmute: () => change('DELETE', 'mute'),
  }
}

type Received = { headers: Record<string, string>; body: string }
type Answer = number | ((response: ServerResponse, request: Received) => void)

/** A receiver of webhooks on 127.0.0.1 that gives these answers in turn, and then 200. */
export async function receiver(
  t: TestContext,
  ...answers: Answer[]
): Promise<{ url: string; received: Received[]; answers: Answer[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const message = { headers: singles(request.headers), body: Buffer.concat(chunks).toString() }
      received.push(message)
      const answer = answers.shift() ?? 200
      if (typeof answer === 'number') response.writeHead(answer).end(`answer ${answer}`)
      else answer(response, message)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // a TCP server that listens has one
  return { url: `http://127.0.0.1:${port}/hook`, received, answers }
}

function singles(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

/** A mail server on 127.0.0.1. `refuse` gives the error for a recipient, with its `responseCode`. */
export async function mailServer(
  t: TestContext,
  refuse: (address: string) => Error | null = () => null,
): Promise<{ mail: Context['mail']; received: Email[] }> {
  const received: Email[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: ({ address }, _session, done) => done(refuse(address)),
    onData: (stream, _session, done) => {
      const receive = async (): Promise<void> => {
        received.push(await PostalMime.parse(await buffer(stream)))
        done()
      }
      // oxlint-disable-next-line promise/no-callback-in-promise -- how smtp-server is told of a failure
      receive().catch(done)
    },
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo // see above
  const mail = createSmtpMail({
    url: `smtp://127.0.0.1:${port}?tls=none`,
    from: 'Watchword <watchword@example.com>',
    log: createLog('silent'),
  })
  t.after(async () => {
    await mail.close()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return { mail, received }
}

type Body = Record<string, never>

/** Calls this module's endpoints; the body of the answer is whatever a test takes it for. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a test knows what it asks for
export async function ask<T = Body>(
  { ctx }: Pick<House, 'ctx'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  const response = await call(ctx, endpoints, method, path, body)
  const text = await response.text()
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T } // a test knows what it asks for
}

export type Listed = {
  id: string
  channelId: string
  kind: string
  state: string
  reason: string | null
  nextAttemptAt: string | null
  deliveredAt: string | null
  attempts: {
    number: number
    outcome: string
    status: number | null
    response: string | null
    durationMs: number | null
  }[]
}

export async function listDeliveries(house: Pick<House, 'ctx'>, query = ''): Promise<Listed[]> {
  return (await ask<{ items: Listed[] }>(house, 'GET', `/deliveries${query}`)).body.items
}

export type CreatedChannel = { id: string; signingSecret?: string }

export async function createWebhook(
  house: Pick<House, 'ctx'>,
  url: string,
  more: object = {},
): Promise<CreatedChannel> {
  const input = { type: 'webhook', name: 'Pager', url, ...more }
  return (await ask<CreatedChannel>(house, 'POST', '/notification-channels', input)).body
}

export async function createEmail(
  house: Pick<House, 'ctx'>,
  address: string,
  more: object = {},
): Promise<CreatedChannel> {
  const input = { type: 'email', name: 'On duty', address, ...more }
  return (await ask<CreatedChannel>(house, 'POST', '/notification-channels', input)).body
}
