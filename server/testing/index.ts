/**
 * Real stores for tests: the embedded servers, or those that WATCHWORD_TEST_DATABASE_URL and
 * WATCHWORD_TEST_CLICKHOUSE_URL name, started once a run. Each test gets a workspace of its own.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { createWorkspace, permissionsOf, type Role } from '#modules/workspaces'
import { readConfig, type Config } from '#platform/config'
import { systemContext, type Context, type PersonContext, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { createApp, type App, type Endpoint, type Route } from '#platform/http'
import { newId } from '#platform/ids'
import { createLog } from '#platform/log'
import { assemble, jobs } from '../app.ts'
import { openServices } from '../services.ts'
import { makeScratchDatabase, scratchName, withDatabase } from './scratch-database.ts'
import { fillFromTemplate } from './template.ts'

type Running = { services: Services; app: App; close(): Promise<void> }

let running: Promise<Running> | undefined

// At the root of the run, since this module is imported at the top of test files.
after(async () => {
  await (await running)?.close()
})

/** The services of the run, with workers. Log level by WATCHWORD_TEST_LOG_LEVEL, silent by default. */
export async function testServices(): Promise<Services> {
  return (await start()).services
}

/** The whole program as one fetch function: `app.fetch(new Request('http://localhost/healthz'))`. */
export async function testApp(): Promise<App> {
  return (await start()).app
}

/** A user in a fresh workspace; `role` says what he may do. */
export async function testContext(options: { role?: Role } = {}): Promise<Context> {
  const services = await testServices()
  const now = services.now()
  const userId = newId('usr', now)
  const workspaceId = newId('wks', now)
  const name = `test-${randomBytes(6).toString('hex')}`
  await inPlatformTransaction(services, async ({ db }) => {
    await sql`insert into users (id, email, name, password_hash, created_at, email_verified_at)
      values (${userId}, ${`${name}@example.com`}, ${'Ada Tester'}, '-', ${now}, ${now})`.execute(db)
  })
  const ctx: Context = {
    ...systemContext(services, workspaceId, newId('req', now)),
    actor: { kind: 'user', id: userId, name: 'Ada Tester' },
    permissions: permissionsOf(options.role ?? 'owner'),
    origin: { remoteAddress: '192.0.2.7', userAgent: 'test' },
    freshUntil: new Date(now.getTime() + 24 * 3_600_000),
  }
  await inTransaction(ctx, (tx) => createWorkspace(tx, { name, slug: name, ownerId: userId }))
  return ctx
}

/** The same person, whose last proof of a factor is too long ago. */
export function withoutFreshness(ctx: Context): Context {
  return { ...ctx, freshUntil: null }
}

/** The same workspace, seen by someone with another role. */
export function withRole(ctx: Context, role: Role): Context {
  return { ...ctx, permissions: permissionsOf(role) }
}

/** A test says by its assertions what it expects of a body. */
// oxlint-disable-next-line typescript/no-explicit-any -- see above
export type Answer = Omit<Response, 'json'> & { json(): Promise<any> }

/** Calls an endpoint as `ctx`, through routing, validation and error answers, without a socket. */
export async function call(
  ctx: Context,
  endpoints: readonly Endpoint[],
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const app = createApp(ctx, {
    endpoints,
    routes: [],
    authenticate: async () => ({ ctx, person: await personOf(ctx), forgeable: false }),
  })
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  return app.fetch(new Request(`http://localhost/api/v1${path}`, init))
}

/** The person of a test context, as an endpoint for people sees them; null where a key acts. */
export async function personOf(ctx: Context): Promise<PersonContext | null> {
  if (ctx.actor.kind !== 'user') return null
  const found = await inPlatformTransaction(await testServices(), ({ db }) =>
    sql<{ id: string; name: string; email: string }>`
      select id, name, email from users where id = ${ctx.actor.id}`.execute(db),
  )
  const [person] = found.rows
  if (!person) return null
  const { workspaceId: _, actor: __, permissions: ___, ...rest } = ctx
  return { ...rest, person, sessionId: 'ses_test', origin: ctx.origin ?? { remoteAddress: '', userAgent: '' } }
}

/** Calls a public route or a protocol's endpoint. */
export async function callRoute(services: Services, routes: readonly Route[], request: Request): Promise<Response> {
  const authenticate = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
  return createApp(services, { endpoints: [], routes, authenticate }).fetch(request)
}

/** Asks again until there is an answer; for what workers do in their own time. Fails after half a minute. */
export async function eventually<T>(what: string, find: () => Promise<T | undefined | false>): Promise<T> {
  const deadlineMs = Date.now() + 30_000
  while (Date.now() < deadlineMs) {
    const found = await find()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`waited half a minute for ${what}`)
}

function start(): Promise<Running> {
  running ??= open()
  return running
}

async function open(): Promise<Running> {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchword-test-'))
  fillFromTemplate(dataDir)
  const database = await makeScratchDatabase()
  const clickhouseUrl = process.env['WATCHWORD_TEST_CLICKHOUSE_URL']
  const config: Config = {
    ...readConfig({ WATCHWORD_DATA_DIR: dataDir, WATCHWORD_EGRESS_ALLOW: '127.0.0.1', WATCHWORD_LOG_LEVEL: level() }),
    databaseUrl: database.url,
    clickhouseUrl: clickhouseUrl ? withDatabase(clickhouseUrl, scratchName()) : null,
  }
  const { services, queue, close } = await openServices(config, createLog(config.logLevel), { passwordCost: 4 })
  await queue.work(services, jobs)
  const { app, drain } = assemble(services, [])
  return {
    services,
    app,
    close: async () => {
      await drain()
      await close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function level(): string {
  return process.env['WATCHWORD_TEST_LOG_LEVEL'] ?? 'silent'
}
