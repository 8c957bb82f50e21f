/**
 * Bad input for every field of every endpoint, generated from the endpoints: each answer is a documented one, comes
 * soon, and nothing of it is an error of ours.
 */
import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { authenticate } from '#modules/users'
import { errorStatus } from '#platform/errors'
import type { Context, Services } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { createApp, type App, type Endpoint } from '#platform/http'
import { newHexKey } from '#platform/ids'
import { createLog } from '#platform/log'
import type { Limiter } from '#platform/rate-limit'
import { call, testContext, testServices } from '#testing'
import { endpoints } from './app.ts'
import { makeInstallation } from './testing/installation.ts'
import { signIn } from './testing/people.ts'
import { workspaceRequests, type ValidRequest } from './testing/requests.ts'
import { createTricks, fieldsOf, hasField, rawBodies, sampleOf, withField } from './testing/tricks.ts'

const slowMs = 2_000
const tricks = createTricks()
const unknownId = (prefix: string) => `${prefix}_${'0'.repeat(32)}`

const newPersonal = () => ({
  ...{ name: 'Eve', email: `eve-${newHexKey(6)}@example.com`, oldEnough: true },
  policyVersion: '2026-11-01',
})
const assertion = { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA', userHandle: null }
const passkey = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: assertion }
const newPasskey = { ...passkey, response: { clientDataJSON: 'e30', attestationObject: 'AAAA' } }
const at = (path: string, body?: unknown): ValidRequest => ({ path, ...(body !== undefined && { body }) })
const secret = 'a'.repeat(43)
const newPassword = 'correct horse battery staple'

/** Of endpoints in no workspace: well-formed requests, one for each form that a body can have. */
const otherRequests: Record<string, () => ValidRequest[]> = {
  getSetup: () => [at('/setup')],
  setUp: () => [
    at('/setup', { ...newPersonal(), password: newPassword, workspace: { name: 'Eve', slug: `eve-${newHexKey(6)}` } }),
  ],
  signIn: () => [at('/session', { email: 'eve@example.com', password: newPassword })],
  getSession: () => [at('/session')],
  signOut: () => [at('/session')],
  listSessions: () => [at('/user/sessions')],
  endSession: () => [at(`/user/sessions/${unknownId('ses')}`)],
  endOtherSessions: () => [at('/user/sessions')],
  getSignUp: () => [at('/sign-up')],
  signUp: () => [
    at('/sign-ups', { ...newPersonal(), workspace: { name: 'Eve', slug: `eve-${newHexKey(6)}` } }),
    at('/sign-ups', { ...newPersonal(), invitation: secret }),
  ],
  confirmSignUp: () => [at('/sign-ups/confirmation', { secret, password: newPassword })],
  requestPasswordReset: () => [at('/password-resets', { email: 'eve@example.com' })],
  completePasswordReset: () => [at('/password-resets/completion', { secret, password: newPassword })],
  confirmEmailChange: () => [at('/email-changes/confirmation', { secret })],
  getUser: () => [at('/user')],
  updateUser: () => [at('/user', { name: 'Eve' })],
  changePassword: () => [at('/user/password', { password: newPassword })],
  requestEmailChange: () => [at('/user/email', { email: `eve-${newHexKey(6)}@example.com` })],
  listUserActivities: () => [at('/user/activity')],
  createPasskeyChallenge: () =>
    ['signIn', 'registration', 'freshness'].map((purpose) => at('/passkey-challenges', { purpose })),
  signInWithPasskey: () => [at('/session/passkey', { response: passkey })],
  proveSecondFactor: () => [
    at('/session/second-factor', { type: 'totp', code: '123456' }),
    at('/session/second-factor', { type: 'recoveryCode', code: 'abcd-efgh' }),
    at('/session/second-factor', { type: 'passkey', response: passkey }),
  ],
  proveFreshness: () => [
    at('/session/freshness', { type: 'password', password: newPassword }),
    at('/session/freshness', { type: 'totp', code: '123456' }),
    at('/session/freshness', { type: 'passkey', response: passkey }),
  ],
  getFactors: () => [at('/user/factors')],
  addTotp: () => [at('/user/totp')],
  confirmTotp: () => [at('/user/totp/confirmation', { code: '123456' })],
  removeTotp: () => [at('/user/totp')],
  replaceRecoveryCodes: () => [at('/user/recovery-codes')],
  addPasskey: () => [at('/user/passkeys', { label: 'Key', response: newPasskey })],
  updatePasskey: () => [at('/user/passkeys/AAAA', { label: 'Key' })],
  removePasskey: () => [at('/user/passkeys/AAAA')],
  listSignInProviders: () => [at('/sign-in-providers')],
  beginAuthorization: () => [at('/session/authorization', { providerId: 'sso', next: '/incidents' })],
  linkIdentity: () => [at('/user/identities', {})],
  unlinkIdentity: () => [at(`/user/identities/${unknownId('idt')}`)],
  createWorkspace: () => [at('/workspaces', { name: 'Eve', slug: `eve-${newHexKey(6)}` })],
  lookUpInvitation: () => [at('/invitation-lookups', { secret })],
  acceptInvitation: () => [at('/invitations/acceptance', { secret })],
  getAuditKey: () => [at('/audit-key')],
}

/** What worked may have taken away what the next request needs. */
function mayEndSession(endpoint: Endpoint): boolean {
  const { operationId, access, method } = endpoint
  return (
    operationId === 'deleteWorkspace' || operationId === 'removeMember' || (access === 'signedIn' && method !== 'get')
  )
}

const isInWorkspace = ({ access }: Endpoint) => access !== 'public' && access !== 'signedIn'

async function requestsFor(endpoint: Endpoint, ctx: Context): Promise<ValidRequest[]> {
  const { operationId } = endpoint
  const make = workspaceRequests[operationId]
  if (isInWorkspace(endpoint) && make) return [await make(ctx)]
  return otherRequests[operationId]?.() ?? [likely(endpoint)]
}

/** Of an endpoint that nobody wrote a request for: what its schemas would take. */
function likely({ path, body }: Endpoint): ValidRequest {
  return at(path.replaceAll(/\{\w+\}/g, 'a'.repeat(12)), body && sampleOf(body))
}

test('no request is left over of an endpoint that is gone', () => {
  const known = new Set(endpoints.map(({ operationId }) => operationId))
  assert.deepEqual(
    Object.keys(otherRequests).filter((name) => !known.has(name)),
    [],
  )
})

/** The rules have tests of their own; here nothing shall hide behind a 429. */
const unlimited: Limiter = {
  consume: () => Promise.resolve(),
  giveBack: () => Promise.resolve(),
  remaining: (rule) => Promise.resolve(rule.points),
  reset: () => Promise.resolve(),
}

type Bad = { what: string; path: string; body?: string | Uint8Array; headers?: Record<string, string> }

/** Sends and judges; what is wrong with the answers is gathered, so that one run tells all. */
async function harness(base?: Services) {
  const logged: string[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged.push(chunk.toString())
      done()
    },
  })
  const plain = base ?? (await testServices())
  const services: Services = {
    ...plain,
    config: { ...plain.config, signUp: 'open' },
    log: createLog('error', stream),
    limiter: unlimited,
  }
  const app = createApp(services, { endpoints, routes: [], authenticate })
  const problems: string[] = []
  let sent = 0

  async function timed(endpoint: Endpoint, headers: Record<string, string>, bad: Bad) {
    const startedMs = performance.now()
    const answer = await request(app, endpoint, { ...headers, ...bad.headers }, bad)
    const text = await answer.clone().text()
    return { answer, text, tookMs: performance.now() - startedMs }
  }

  async function send(endpoint: Endpoint, headers: Record<string, string>, bad: Bad): Promise<Response> {
    const { answer, text, tookMs: firstMs } = await timed(endpoint, headers, bad)
    // A machine that had other things to do is not slow a second time; an expression that explodes is.
    const tookMs = firstMs > slowMs ? (await timed(endpoint, headers, bad)).tookMs : firstMs
    const wrong = wrongWith(answer, text, tookMs) ?? logged.splice(0)[0]?.slice(0, 600)
    if (wrong !== undefined) problems.push(`${endpoint.operationId}, ${bad.what}: ${wrong}`)
    sent += 1
    return answer
  }
  return { services, send, problems, sent: () => sent }
}

function request(app: App, { method }: Endpoint, headers: Record<string, string>, bad: Bad) {
  return app.fetch(
    new Request(`http://localhost/api/v1${bad.path}`, {
      method: method.toUpperCase(),
      headers,
      // The runtime takes bytes; the type of a body in the two libraries differs.
      ...(bad.body !== undefined && { body: bad.body as string }),
    }),
  )
}

function wrongWith(answer: Response, text: string, tookMs: number): string | undefined {
  if (tookMs > slowMs) return `took ${Math.round(tookMs)} ms`
  if (answer.status < 300) return undefined
  if (answer.headers.get('content-type') !== 'application/problem+json') return `${answer.status} ${text.slice(0, 200)}`
  const { code, status, detail, requestId } = JSON.parse(text) as Record<string, unknown> // a problem, by its type
  const known = Object.hasOwn(errorStatus, String(code)) && Reflect.get(errorStatus, String(code)) === answer.status
  if (!known || status !== answer.status || answer.status >= 500) return `${answer.status} ${text.slice(0, 200)}`
  if (typeof detail !== 'string' || typeof requestId !== 'string') return `no problem details: ${text.slice(0, 200)}`
  return text.length > 20_000 ? `an answer of ${text.length} bytes` : undefined
}

/** Bad forms of one request: its body as a whole, each field of it, each parameter of path and query. Of further forms
 * of a body only the fields that it has: the first one was given all. */
function* badRequests(endpoint: Endpoint, { path, body }: ValidRequest, isFirst: boolean): Generator<Bad> {
  const withBody = (what: string, value: unknown): Bad => ({ what, path, body: JSON.stringify(value) })
  if (endpoint.body) {
    for (const [what, raw] of Object.entries(rawBodies(body))) yield { what: `body, ${what}`, path, body: raw }
    for (const field of fieldsOf(endpoint.body).filter(({ path }) => isFirst || hasField(body, path))) {
      for (const [what, value] of tricks.values(field.kind)) {
        yield withBody(`${field.path.join('.')}, ${what}`, withField(body, field.path, value))
      }
    }
  }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  for (const { path: field, kind } of endpoint.query ? fieldsOf(endpoint.query) : []) {
    const name = field.join('.')
    for (const [what, text] of tricks.texts(`query ${kind}`)) {
      const value = encodeURIComponent(text.toWellFormed().slice(0, 20_000))
      const join = path.includes('?') ? '&' : '?'
      yield { what: `?${name}, ${what}`, path: `${path}${join}${name}=${value}`, ...sent }
    }
    for (const raw of ['%', '%ff%fe', '%ed%a0%80', '&=&&', '[$gt]=', '%00']) {
      yield { what: `?${name}, raw ${raw}`, path: `${path}?${name}=a&${name}${raw}`, ...sent }
      yield { what: `?${name}, raw =${raw}`, path: `${path}?${name}=${raw}`, ...sent }
    }
  }
  const template = endpoint.path.split('/')
  for (const [index, part] of template.entries()) {
    if (!part.startsWith('{')) continue
    const replaced = (value: string) => path.split('?')[0]!.split('/').with(index, value).join('/')
    for (const [what, text] of tricks.texts(`path ${part}`)) {
      const value = encodeURIComponent(text.toWellFormed().slice(0, 8_000))
      if (value !== '') yield { what: `${part}, ${what}`, path: replaced(value), ...sent }
    }
    for (const raw of ['%', '%00', '%ff', '%2e%2e', '..;', '%ed%a0%80', '\\..\\', `${part.length}`]) {
      yield { what: `${part}, raw ${raw}`, path: replaced(raw), ...sent }
    }
  }
}

async function headersOf(ctx: Context): Promise<Record<string, string>> {
  return { cookie: await signIn(ctx), 'watchword-workspace': ctx.workspaceId, 'sec-fetch-site': 'same-origin' }
}

test('whatever is put into any field of any endpoint gets a documented answer within two seconds, and is no error of ours [I-07, I-08, I-10]', async () => {
  const { send, problems, sent } = await harness()
  for (const endpoint of endpoints.filter(({ operationId }) => operationId !== 'setUp')) {
    let ctx = await testContext()
    let headers = await headersOf(ctx)
    for (const [index, request] of (await requestsFor(endpoint, ctx)).entries()) {
      for (const bad of badRequests(endpoint, request, index === 0)) {
        const answer = await send(endpoint, headers, bad)
        if (answer.status >= 300 || !mayEndSession(endpoint)) continue
        if (isInWorkspace(endpoint)) ctx = await testContext()
        headers = await headersOf(ctx)
      }
    }
  }
  assert.deepEqual(problems, [])
  assert.ok(sent() > 5_000, String(sent()))
  assert.equal(Reflect.get({}, 'polluted'), undefined)
})

test('a cursor that no list gave is refused by every list, also one in the right form', async () => {
  const ctx = await testContext()
  const forged = [['x', 'y'], ['x'], ['2026-01-01T00:00:00Z', 'a\u0000b'], ['\ud800'], ['5', '5']]
  for (const endpoint of endpoints.filter(({ method, query }) => method === 'get' && query)) {
    const make = workspaceRequests[endpoint.operationId]
    if (!make) continue
    const { path } = await make(ctx)
    for (const parts of forged) {
      const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url')
      const answer = await call(ctx, endpoints, 'GET', `${path}?cursor=${cursor}`)
      assert.ok(answer.status < 500, `${endpoint.operationId} ${JSON.stringify(parts)}: ${answer.status}`)
    }
  }
})

test('the set-up takes no bad input, and stays open until a good one came [I-08, I-10]', async (t) => {
  const installation = await makeInstallation(t)
  const { services } = await installation.start()
  const { send, problems } = await harness(services)
  const endpoint = endpoints.find(({ operationId }) => operationId === 'setUp')
  assert.ok(endpoint)
  const [request] = await requestsFor(endpoint, await testContext())
  assert.ok(request)
  const worked: string[] = []
  for (const bad of badRequests(endpoint, request, true)) {
    const answer = await send(endpoint, {}, bad)
    if (answer.status < 300) worked.push(bad.what)
  }
  assert.deepEqual(problems, [])
  assert.ok(worked.length <= 1, worked.join('\n'))
})

const workspaceHeaders = [
  ...['x-workspace', 'x-workspace-id', 'workspace', 'workspace-id', 'x-tenant-id', 'x-organization', 'x-project-id'],
  ...['x-watchword-workspace', 'x-forwarded-host', 'x-original-url', 'x-rewrite-url', 'x-http-method-override'],
  ...['x-user-id', 'x-forwarded-user', 'x-remote-user', 'is-multi-tenant-query', 'x-role', 'x-permissions'],
]
const widening = [
  ...['workspaceId', 'workspace_id', 'workspaceSlug', 'tenantId', 'projectId', 'ownerId', 'userId', 'actorId'],
  ...['role', 'permissions', 'scopes', 'isAdmin', 'all', 'id', 'createdBy'],
]

test('no header, query parameter or field that could name another workspace or widen one’s own changes anything [T-01, OPS-47]', async () => {
  const { send, problems } = await harness()
  const victim = await testContext()
  const before = await contentOf(victim)
  for (const [index, endpoint] of endpoints.filter(isInWorkspace).entries()) {
    const ctx = await testContext()
    const [request] = await requestsFor(endpoint, ctx)
    assert.ok(request)
    const headers = await headersOf(ctx)
    const named = Object.fromEntries(workspaceHeaders.map((name) => [name, victim.workspaceId]))
    const foreign = Object.fromEntries(widening.map((name) => [name, victim.workspaceId]))
    const own = request.body ?? {}
    const bad: Bad = {
      what: 'naming another workspace',
      path: `${request.path}${request.path.includes('?') ? '&' : '?'}${new URLSearchParams(foreign).toString()}`,
      headers: { ...named, 'watchword-workspace': ctx.workspaceId },
      ...(endpoint.method !== 'get' && { body: JSON.stringify({ ...foreign, ...own }) }),
    }
    const answer = await send(endpoint, headers, bad)
    const text = await answer.text()
    assert.ok(answer.status < 300 || answer.status === 400, `${endpoint.operationId}: ${answer.status} ${text}`)
    assert.ok(!text.includes(victim.workspaceId) && !text.includes(victim.actor.id), `${endpoint.operationId}: ${text}`)
    // What the header does name must be one's own; a list or a second one names none. All endpoints have it read in one
    // place, so some speak for all.
    if (index % 8 > 0) continue
    for (const value of [
      `${ctx.workspaceId}, ${victim.workspaceId}`,
      `${victim.workspaceId}, ${ctx.workspaceId}`,
      '*',
      "' or 1=1 --",
      '__proto__',
    ]) {
      const what = `header ${value}`
      const refused = await send(endpoint, headers, {
        what,
        path: request.path,
        headers: { 'watchword-workspace': value },
      })
      assert.equal(refused.status, 400, `${endpoint.operationId}, ${what}: ${await refused.text()}`)
    }
  }
  assert.deepEqual(problems, [])
  assert.deepEqual(await contentOf(victim), before)
})

test('credentials and cookies with tricks in them are those of nobody [I-07, K-08]', async () => {
  const { send, problems } = await harness()
  const ctx = await testContext()
  const good = await headersOf(ctx)
  const sent = tricks
    .texts('credential')
    .map(([, text]) => text)
    .filter((text) => /^[\t\x20-\x7e]+$/.test(text) && text.length < 1_000 && text.trim() !== '')
  for (const endpoint of endpoints.filter(({ method, path }) => method === 'get' && !path.includes('{'))) {
    const isPublic = endpoint.access === 'public'
    for (const text of sent) {
      const name = good.cookie?.split('=')[0]
      for (const headers of [
        { ...good, cookie: '', authorization: `Bearer ${text}` },
        { ...good, cookie: `${name}=${text}` },
        { ...good, cookie: `${name}=; ${name}=${text}; __Host-${name}=${text}` },
      ]) {
        const answer = await send(endpoint, headers, { what: `credential ${text}`, path: endpoint.path })
        if (!isPublic) assert.equal(answer.status, 401, `${endpoint.operationId}: ${JSON.stringify(headers)}`)
      }
    }
  }
  assert.deepEqual(problems, [])
})

/** How many rows each table has of the workspace. */
async function contentOf(ctx: Context): Promise<Record<string, unknown>> {
  return inTransaction(ctx, async ({ db }) => {
    const tables = await sql<{ name: string; column: string }>`
      select c.relname as name, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_table_privilege(c.oid, 'select')
        and (a.attname = 'workspace_id' or (c.relname = 'workspaces' and a.attname = 'id')) order by 1`.execute(db)
    const content: Record<string, unknown> = {}
    for (const { name, column } of tables.rows) {
      const { rows } =
        await sql`select * from ${sql.id(name)} t where ${sql.id(column)} = ${ctx.workspaceId} order by t::text`.execute(
          db,
        )
      content[name] = rows
    }
    return content
  })
}
