/** For tests: an installation of its own with a clock, several processes on its stores, and people who use it. */
import { randomBytes } from 'node:crypto'
import { after, type TestContext } from 'node:test'
import { permissionsOf } from '#modules/workspaces'
import { testClock } from '#platform/clock'
import { systemContext, type Context, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { newId } from '#platform/ids'
import { createMetrics } from '#platform/metrics'
import { createPolicy, presets, type PolicyProfile } from '#platform/policy'
import { createLimiter } from '#platform/rate-limit'
import { assemble, inventory, jobs } from '../../../app.ts'
import { makeInstallation } from '../../../testing/installation.ts'
import { signIn } from '../../../testing/people.ts'
import { createWorkspace } from '../../workspaces/create-workspace.ts'
import { followPolicy } from './load-policy.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
export type Reply = { status: number; body: any }
export type Person = { id: string; name: string; email: string }
export type House = Awaited<ReturnType<typeof policyHouse>>
export type Process = {
  services: Services
  send: (method: string, path: string, body?: unknown, cookie?: string) => Promise<Reply>
  /** The text of a public page. */
  page: (path: string) => Promise<string>
  stop: () => Promise<void>
}

export const dayMs = 86_400_000

let running: Promise<Services> | undefined
const closers: (() => Promise<void>)[] = []

// At the root of the run: called within a test it would be the end of that test.
after(async () => {
  for (const close of closers) await close()
})

/** One for all tests of the run, beside that of other tests, whose policy must not change under them. */
async function installation(): Promise<Services> {
  // Of a test's context it uses `after` alone.
  const end = { after: (close: () => Promise<void>) => closers.push(close) } as unknown as TestContext
  const made = await makeInstallation(end)
  return (await made.start()).services
}

/** As new, with `first` published as the policy of its first start. */
export async function policyHouse(t: TestContext, first: PolicyProfile) {
  running ??= installation()
  const base = await running
  await sql`truncate policy_notices, policy_versions, installation, users, workspaces, kept_mails cascade`.execute(
    base.database.kysely,
  )
  const clock = testClock(new Date())
  const queue: { name: string; data: object }[] = []

  /** One more process that is configured with this profile. */
  async function start(profile: PolicyProfile = first): Promise<Process> {
    const services: Services = {
      ...base,
      config: { ...base.config, policy: profile, signUp: 'open', trustProxy: 1 },
      now: clock,
      metrics: createMetrics(),
      limiter: createLimiter({ now: clock }),
      policy: createPolicy({ version: '-', announcedAt: clock(), effectiveAt: clock(), profile }, clock),
      jobs: {
        enqueue: (_tx, name, data) => {
          queue.push({ name, data })
          return Promise.resolve()
        },
      },
    }
    const follower = await followPolicy(services, { inventory })
    t.after(() => follower.close())
    const { app } = assemble(services, [])
    const send = async (method: string, path: string, body?: unknown, cookie = ''): Promise<Reply> => {
      const answer = await app.fetch(
        new Request(`http://localhost/api/v1${path}`, {
          method,
          headers: { 'user-agent': 'test', 'x-forwarded-for': '198.51.100.7', ...(cookie && { cookie }) },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      )
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
    }
    const page = async (path: string) => (await app.fetch(new Request(`http://localhost${path}`))).text()
    return { services, send, page, stop: () => follower.close() }
  }

  /** Somebody who can sign in, with a second factor. */
  async function person(name: string): Promise<Person> {
    const user = { id: newId('usr', clock()), name, email: `p${randomBytes(6).toString('hex')}@example.com` }
    await inPlatformTransaction(base, async ({ db }) => {
      await sql`insert into users (id, email, name, password_hash, created_at, email_verified_at)
        values (${user.id}, ${user.email}, ${name}, '-', ${clock()}, ${clock()})`.execute(db)
      await sql`insert into totp_factors (user_id, secret, created_at, confirmed_at)
        values (${user.id}, 'sealed', ${clock()}, ${clock()})`.execute(db)
    })
    return user
  }

  function contextOf({ id, name }: Person, workspaceId = newId('wks', clock())): Context {
    return {
      ...systemContext({ ...base, now: clock }, workspaceId, newId('req', clock())),
      actor: { kind: 'user', id, name },
      permissions: permissionsOf('owner'),
    }
  }

  async function workspace(owner: Person): Promise<Context> {
    const ctx = contextOf(owner)
    const slug = `w${randomBytes(6).toString('hex')}`
    await inTransaction(ctx, (tx) => createWorkspace(tx, { name: slug, slug, ownerId: owner.id }))
    return ctx
  }

  /** A session that is fresh now; the Cookie header. */
  const cookie = (user: Person): Promise<string> => signIn(contextOf(user))

  /** What waits in the queue, and what that puts there, is done by this process. `twice` runs each job again. */
  async function work({ services }: Pick<Process, 'services'>, { twice = false } = {}): Promise<void> {
    while (queue.length > 0) {
      for (const { name, data } of queue.splice(0)) {
        const job = jobs.find((one) => one.name === name)
        if (!job || !('of' in job)) throw new Error(`no job ${name}`)
        const input: unknown = job.input.parse(data)
        await job.handle(services, input)
        if (twice) await job.handle(services, input)
      }
    }
  }

  await (await start()).stop()
  const root = await person('Root Operator')
  const operators = await workspace(root)
  await inPlatformTransaction(base, ({ db }) =>
    sql`insert into installation (set_up_at, workspace_id) values (${clock()}, ${operators.workspaceId})`.execute(db),
  )

  /** Reads the draft of a process and announces it, as somebody of staff would. */
  async function announce(process: Process): Promise<Reply> {
    const staff = await cookie(root)
    const { body } = await process.send('GET', '/staff/policy', undefined, staff)
    return process.send('POST', '/staff/policy/announcements', { draftId: body.draft?.id ?? '' }, staff)
  }

  return {
    base,
    clock,
    queue,
    start,
    person,
    workspace,
    cookie,
    work,
    root,
    operators,
    announce,
    mails: () => mails(base),
  }
}

export const preset = (name: string): PolicyProfile => presets[name] ?? fail(name)

function fail(name: string): never {
  throw new Error(`no preset ${name}`)
}

export type KeptMail = { to: string; subject: string; text: string; messageId: string }

/** All kept mail, which row-level security shows to nobody but its workspace. */
async function mails({ database }: Services): Promise<KeptMail[]> {
  const transaction = await database.kysely.startTransaction().execute()
  try {
    await sql`alter table kept_mails no force row level security`.execute(transaction)
    const { rows } = await sql<KeptMail>`
      select recipient as "to", subject, text, message_id from kept_mails order by id`.execute(transaction)
    return rows
  } finally {
    await transaction.rollback().execute()
  }
}
