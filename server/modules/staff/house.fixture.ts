/** For tests: an installation with somebody who runs it, a clock, and a queue that is worked off by hand. */
import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { permissionsOf, type Role } from '#modules/workspaces'
import { testClock } from '#platform/clock'
import { systemContext, type Context, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { newId } from '#platform/ids'
import { createMetrics } from '#platform/metrics'
import { createLimiter } from '#platform/rate-limit'
import { testServices } from '#testing'
import { assemble, jobs } from '../../app.ts'
import { makeInstallation } from '../../testing/installation.ts'
import { createWorkspace } from '../workspaces/create-workspace.ts'
import { insertMembership } from '../workspaces/repo.ts'
import { issueSession } from '../users/sessions.ts'

export const password = 'correct horse battery staple'

// oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
export type Reply = { status: number; headers: Headers; body: any }
export type Person = { id: string; name: string; email: string }
export type House = Awaited<ReturnType<typeof openHouse>>
export type Browser = Awaited<ReturnType<House['browser']>>
export type KeptMail = { workspaceId: string; to: string; subject: string; text: string }

let addresses = 0

/** On stores of its own only where a test reads all of them: that takes seconds. */
export async function openHouse(
  t: TestContext,
  { alone = false, change = {} }: { alone?: boolean; change?: Partial<Services> } = {},
) {
  const plain = alone ? (await (await makeInstallation(t)).start()).services : await testServices()
  const clock = testClock(new Date())
  const queue: { name: string; data: object }[] = []
  const services: Services = {
    ...plain,
    config: { ...plain.config, signUp: 'open', trustProxy: 1 },
    now: clock,
    // Each program registers its own.
    metrics: createMetrics(),
    limiter: createLimiter({ now: clock }),
    jobs: {
      enqueue: (_tx, name, data) => {
        queue.push({ name, data })
        return Promise.resolve()
      },
    },
    ...change,
  }
  const { app, schedules } = assemble(services, [])

  /** Runs what waits in the queue; returns the mails that came of it, oldest first. */
  async function work(): Promise<KeptMail[]> {
    const before = new Set((await mails(services)).map(({ id }) => id))
    for (const { name, data } of queue.splice(0)) {
      const job = jobs.find((one) => one.name === name)
      if (!job) throw new Error(`no job ${name}`)
      const input: unknown = job.input.parse(data)
      if ('of' in job) await job.handle(services, input)
      else await job.handle(systemContext(services, workspaceOf(data), newId('run', clock())), input)
    }
    return (await mails(services)).filter(({ id }) => !before.has(id))
  }

  /** What returns by itself, once. */
  async function sweep(name: string): Promise<void> {
    const schedule = schedules.find((one) => one.name === name)
    if (!schedule) throw new Error(`no schedule ${name}`)
    await schedule.run(services)
  }

  /** Somebody who can sign in, with a session already; `protect` gives them a second factor. */
  async function person(name = 'Grace Tester', { protect = false } = {}): Promise<Person> {
    const user = { id: newId('usr', clock()), name, email: `p${randomBytes(6).toString('hex')}@example.com` }
    const hash = await services.passwords.hash(password)
    await inPlatformTransaction(services, async ({ db }) => {
      await sql`insert into users (id, email, name, password_hash, created_at, email_verified_at)
        values (${user.id}, ${user.email}, ${name}, ${hash}, ${clock()}, ${clock()})`.execute(db)
      if (!protect) return
      await sql`insert into totp_factors (user_id, secret, created_at, confirmed_at)
        values (${user.id}, 'sealed', ${clock()}, ${clock()})`.execute(db)
    })
    return user
  }

  async function workspace(owner: Person, name = 'Acme'): Promise<Context & { slug: string }> {
    const id = newId('wks', clock())
    const slug = `w${randomBytes(6).toString('hex')}`
    const ctx: Context = {
      ...systemContext(services, id, newId('req', clock())),
      actor: { kind: 'user', id: owner.id, name: owner.name },
      permissions: permissionsOf('owner'),
    }
    await inTransaction(ctx, (tx) => createWorkspace(tx, { name, slug, ownerId: owner.id }))
    return { ...ctx, slug }
  }

  const join = (ctx: Context, { id }: Person, role: Role) =>
    inTransaction(ctx, (tx) => insertMembership(tx, { userId: id, role, joinedAt: clock() }))

  /** As this person from an address of their own, signed in as with a password and the second factor just now. */
  async function browser(user?: Person, address = newAddress()) {
    let cookie = user ? await signedIn(services, user) : ''
    const request = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      new Request(`http://localhost/api/v1${path}`, {
        method,
        headers: { 'x-forwarded-for': address, 'user-agent': 'test', ...(cookie && { cookie }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    const send = async (...args: Parameters<typeof request>): Promise<Reply> => {
      const answer = await app.fetch(request(...args))
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
      const text = await answer.text()
      return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
    }
    return {
      send,
      stream: (workspaceId: string) => app.fetch(request('GET', `/stream?workspace=${workspaceId}`)),
      /** In a workspace, by id or slug. */
      inside: (wanted: string) => (method: string, path: string, body?: unknown) =>
        send(method, path, body, { 'watchword-workspace': wanted }),
      signIn: (email: string, secret = password) => send('POST', '/session', { email, password: secret }),
    }
  }

  const root = await person('Root Operator', { protect: true })
  const operators = await workspace(root, 'Operators')
  await setOperators(services, operators.workspaceId)
  if (!alone) t.after(() => setOperators(services, null))
  return { services, clock, queue, work, sweep, person, workspace, join, browser, root, operators }
}

/** Null: nobody has set the installation up. */
async function setOperators({ database, now }: Services, workspaceId: string | null): Promise<void> {
  await database.kysely.transaction().execute(async (db) => {
    await sql`alter table installation no force row level security`.execute(db)
    await sql`delete from installation`.execute(db)
    if (workspaceId !== null) {
      await sql`insert into installation (set_up_at, workspace_id) values (${now()}, ${workspaceId})`.execute(db)
    }
    await sql`alter table installation force row level security`.execute(db)
  })
}

async function signedIn(services: Services, { id }: Person): Promise<string> {
  let cookie = ''
  const request = {
    remoteAddress: '192.0.2.7',
    headers: new Headers({ 'user-agent': 'test' }),
    requestId: newId('req', services.now()),
    signal: new AbortController().signal,
    setCookie: (header: string) => {
      cookie = header.split(';')[0] ?? ''
    },
  }
  await inPlatformTransaction(services, (tx) =>
    issueSession(tx, { userId: id, stage: 'complete', methods: ['password', 'totp'] }, request),
  )
  return cookie
}

/** All kept mail, which row-level security shows to nobody but its workspace. */
async function mails({ database }: Services): Promise<(KeptMail & { id: string })[]> {
  const transaction = await database.kysely.startTransaction().execute()
  try {
    await sql`alter table kept_mails no force row level security`.execute(transaction)
    const { rows } = await sql<KeptMail & { id: string }>`
      select id, workspace_id, recipient as "to", subject, text from kept_mails order by id`.execute(transaction)
    return rows
  } finally {
    await transaction.rollback().execute()
  }
}

function workspaceOf(data: object): string {
  return 'workspaceId' in data && typeof data.workspaceId === 'string' ? data.workspaceId : ''
}

function newAddress(): string {
  addresses += 1
  return `198.51.${addresses >> 8}.${addresses & 255}`
}
