/**
 * The isolation matrix, generated from the endpoints: each one × nobody, each role, a key without the scope, a revoked
 * key, a removed member, and another workspace's owner; the last again with each layer of defence switched off. An
 * endpoint that has no request in testing/requests.ts fails here.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { permissionsOf, roles } from '#modules/workspaces'
import { authenticate } from '#modules/users'
import type { Context, Services } from '#platform/context'
import { createApp, type App, type Authenticate, type Endpoint } from '#platform/http'
import { call, testContext, testServices, withRole } from '#testing'
import { endpoints } from './app.ts'
import { signIn } from './testing/people.ts'
import { workspaceRequests, type ValidRequest } from './testing/requests.ts'
import { weakened, withoutWorkspaceCondition, type Layer } from './testing/weakened.ts'

const inWorkspace = endpoints.filter(({ access }) => access !== 'public' && access !== 'signedIn')

/** Whatever begins with a slash and is no word of ours is an id. */
const ids = /\b[a-z]+_[0-9a-f]{32}\b|(?<=\/)(?:[a-z0-9]{12}|[0-9a-f]{16}|[0-9a-f]{32})(?=\/|$)/g

function strangeIds(path: string): string {
  return path.replace(ids, (id) => {
    const [prefix, rest] = id.includes('_') ? id.split('_') : [undefined, id]
    const other = (rest ?? '').split('').reverse().join('')
    return prefix === undefined ? other : `${prefix}_${other}`
  })
}

function appOf(services: Services, as: Authenticate = authenticate): App {
  return createApp(services, { endpoints, routes: [], authenticate: as })
}

async function send(app: App, endpoint: Endpoint, request: ValidRequest, headers: Record<string, string> = {}) {
  const answer = await app.fetch(
    new Request(`http://localhost/api/v1${request.path}`, {
      method: endpoint.method.toUpperCase(),
      headers,
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    }),
  )
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : withoutRequestId(JSON.parse(text)) }
}

// oxlint-disable-next-line typescript/no-explicit-any -- compared as a whole
function withoutRequestId({ requestId: _, ...body }: any): unknown {
  return body
}

function makerOf({ operationId }: Endpoint) {
  const make = workspaceRequests[operationId]
  assert.ok(make, `${operationId} has no request in server/testing/requests.ts`)
  return make
}

type Case = { owner: Context; request: ValidRequest }
const reads = new Map<string, Promise<Case>>()

/** A workspace and a request of its owner. What only reads is made once and asked again and again. */
function caseOf(endpoint: Endpoint): Promise<Case> {
  const make = async (): Promise<Case> => {
    const owner = await testContext()
    return { owner, request: await makerOf(endpoint)(owner) }
  }
  if (endpoint.method !== 'get') return make()
  const known = reads.get(endpoint.operationId) ?? make()
  reads.set(endpoint.operationId, known)
  return known
}

test('every endpoint in a workspace has a request in the matrix, and no request is left over', () => {
  assert.deepEqual(Object.keys(workspaceRequests).sort(), inWorkspace.map(({ operationId }) => operationId).sort())
})

for (const endpoint of inWorkspace) {
  const name = `${endpoint.method.toUpperCase()} ${endpoint.path}`

  test(`${name}: nobody and a key that was revoked get 401, each role what the permission table says [SEN-09, T-04]`, async () => {
    const { owner: ctx, request } = await caseOf(endpoint)
    const app = appOf(ctx)
    assert.equal((await send(app, endpoint, request)).status, 401)
    assert.equal((await send(app, endpoint, request, { authorization: `Bearer ${await revokedKey(ctx)}` })).status, 401)
    for (const role of roles.toReversed()) {
      const allowed = permissionsOf(role).has(endpoint.access as never)
      const body = request.body
      const answer = await call(withRole(ctx, role), endpoints, endpoint.method.toUpperCase(), request.path, body)
      if (!allowed) assert.equal(answer.status, 403, `${role}: ${answer.status}`)
      else assert.ok(answer.status < 300, `${role}: ${answer.status} ${await answer.clone().text()}`)
      // The first who may has done it.
      if (allowed && endpoint.method !== 'get') break
    }
  })

  test(`${name}: a removed member and whoever never was one cannot tell the workspace from none [T-08, SEN-25]`, async () => {
    const { owner: ctx, request } = await caseOf(endpoint)
    const stranger = await testContext()
    const headers = { cookie: await signIn(stranger), 'watchword-workspace': ctx.workspaceId }
    const none = { ...headers, 'watchword-workspace': `wks_${'0'.repeat(32)}` }
    const answer = await send(appOf(ctx), endpoint, request, headers)
    assert.ok(answer.status === 400 || answer.status === 404, String(answer.status))
    assert.deepEqual(answer, await send(appOf(ctx), endpoint, request, none))
  })
}

type Weakness = 'nothing' | 'permission' | Layer
const opened: { close(): Promise<void> }[] = []
after(async () => {
  for (const { close } of opened) await close()
})
const layers = new Map<Weakness, Promise<Services>>()

function servicesWithout(weakness: Weakness): Promise<Services> {
  const known = layers.get(weakness)
  if (known) return known
  const made = (async () => {
    const services = await testServices()
    if (weakness === 'nothing' || weakness === 'permission') return services
    const weak = await weakened(services, weakness)
    opened.push(weak)
    return weak.services
  })()
  layers.set(weakness, made)
  return made
}

const everything = new Set(roles.flatMap((role) => [...permissionsOf(role)]))
const allPermissions: Authenticate = async (services, request) => {
  const found = await authenticate(services, request)
  return { ...found, ctx: found.ctx && { ...found.ctx, permissions: everything } }
}

for (const weakness of ['nothing', 'permission', 'where', 'rowLevelSecurity'] as const) {
  for (const endpoint of inWorkspace) {
    const name = `${endpoint.method.toUpperCase()} ${endpoint.path}`
    test(`${name}: another workspace's owner learns and changes nothing, with ${weakness} switched off [SEN-09, SEN-19, OPS-47, AHU-25, T-01, T-02]`, async () => {
      const services = await servicesWithout(weakness)
      const { owner, request } = await caseOf(endpoint)
      const stranger = await testContext()
      const app = appOf(services, weakness === 'permission' ? allPermissions : authenticate)
      const headers = { cookie: await signIn(stranger), 'watchword-workspace': stranger.workspaceId }
      const answer = await send(app, endpoint, request, headers)
      if (!ids.test(request.path)) {
        ids.lastIndex = 0
        const text = JSON.stringify(answer)
        assert.ok(!text.includes(owner.workspaceId) && !text.includes(owner.actor.id), text)
        if (endpoint.method === 'get') assert.ok(answer.status < 300, text)
        return
      }
      ids.lastIndex = 0
      assert.equal(answer.status, 404, JSON.stringify(answer))
      const nothing = await send(app, endpoint, { ...request, path: strangeIds(request.path) }, headers)
      assert.deepEqual(answer, nothing)
      // It is still there for its owner, unchanged: what could be done before can be done now.
      const own = await call(owner, endpoints, endpoint.method.toUpperCase(), request.path, request.body)
      assert.ok(own.status < 300, `${own.status} ${await own.clone().text()}`)
    })
  }
}

test('with two layers switched off at once the matrix does see a leak, so it can fail', async () => {
  const services = await servicesWithout('where and rowLevelSecurity')
  const stranger = await testContext()
  const headers = { cookie: await signIn(stranger), 'watchword-workspace': stranger.workspaceId }
  const endpoint = endpoints.find(({ operationId }) => operationId === 'getProject')
  assert.ok(endpoint)
  const request = await makerOf(endpoint)(await testContext())
  assert.equal((await send(appOf(services), endpoint, request, headers)).status, 200)
})

test('the switch takes the condition out of every form that a statement has', () => {
  assert.equal(
    withoutWorkspaceCondition('select 1 from "a" where "a"."workspace_id" = $1 and workspace_id = $12'),
    'select 1 from "a" where $1::text is not null and $12::text is not null',
  )
})

const keys = new Map<string, Promise<string>>()
/** Of the context's workspace. */
function revokedKey(ctx: Context): Promise<string> {
  const known = keys.get(ctx.workspaceId)
  if (known) return known
  const made = (async () => {
    const input = { name: 'To be revoked', scopes: ['incidents.read'] }
    const created = await (await call(ctx, endpoints, 'POST', '/api-keys', input)).json()
    assert.equal((await call(ctx, endpoints, 'DELETE', `/api-keys/${created.id}`)).status, 204)
    return created.key as string
  })()
  keys.set(ctx.workspaceId, made)
  return made
}
