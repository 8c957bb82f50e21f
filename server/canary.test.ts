/** No plaintext secret stays anywhere: an installation is used through its front door, and then searched. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { Events, type MutableResponse } from 'oauth2-mock-server'
import { generateSync } from 'otplib'
import { inPlatformTransaction, sql } from '#platform/database'
import { newSecret } from '#platform/ids'
import { eventually } from '#testing'
import { endpoints, inventory } from './app.ts'
import { startIssuer, visit } from './modules/users/providers/test-support.ts'
import { findSealedColumns } from './platform/vault/sealed-columns.ts'
import { findCanaries, findCanariesIn, type Hit } from './testing/canary.ts'
import { makeInstallation, type Running } from './testing/installation.ts'

/** Where a secret may stand all the same, and why; everything else is a leak. */
const declared: { canary: RegExp; place: RegExp; why: string }[] = [
  {
    canary: /^link of /,
    place: /^(database: public\.kept_mails\.(text|html|headers)|file: (postgres|run)|answer: GET \/outbox)/,
    why: 'without a mail server mail is kept, and the link is what it is for',
  },
  {
    canary: /^address of the channel$/,
    place: /^(database: public\.notification_channels\.url|file: postgres|answer: GET \/notification-channels)/,
    why: 'the URL of a webhook is shown to whoever may see channels; it stands in the channel alone',
  },
]

const appUrl = 'http://localhost:8080'

test('no secret is in clear in a database, a job, a file, a log line, an answer or a URL [OPS-45, CAB-02, CAB-03, CAB-05, DSE-32, SEN-26, K-05]', async (t) => {
  const world = await makeWorld(t)
  await plantPeople(world)
  await plantFactors(world)
  await plantProvider(world)
  await plantKeys(world)
  await plantMistakes(world)
  await settled(world)
  const later = await laterAnswers(world)

  const { services, logged } = world.running
  assert.ok(logged.length > 60, 'the log is at its most talkative')
  const hits: Hit[] = [
    ...(await findCanaries(services, world.canaries)),
    ...findCanariesIn(
      logged.map((line) => [`log: ${line.slice(0, 200)}`, line] as const),
      world.canaries,
    ),
    ...findCanariesIn(later, world.canaries),
  ]
  assert.deepEqual(
    hits.filter(({ canary, place }) => !declared.some((one) => one.canary.test(canary) && one.place.test(place))),
    [],
  )
  for (const { canary, place, why } of declared) {
    // An exception that is not needed any more would hide a leak; and what is found here shows that the search finds.
    assert.ok(
      hits.some((hit) => canary.test(hit.canary) && place.test(hit.place)),
      why,
    )
  }
  // What must be readable again lies in envelopes, and in no column but those that rotation knows.
  const envelopes = await findCanaries(services, new Map([['envelope', ['v1.dk_01']]]))
  const places = envelopes.map(({ place }) => place.replace(/^database: public\./, ''))
  const columns = await inPlatformTransaction(services, ({ db }) => findSealedColumns(db, inventory))
  const sealed = new Set(columns.map(({ table, column }) => `${table}.${column}`))
  assert.deepEqual(
    places.filter((place) => !sealed.has(place) && place !== 'file: postgres'),
    [],
  )
  for (const place of ['totp_factors.secret', 'identities.grant_secret', 'notification_channels.signing_secret']) {
    assert.ok(places.includes(place), place)
  }

  const shown = findCanariesIn(world.answers, world.canaries).map(({ canary, place }) => `${canary} in ${place}`)
  assert.deepEqual(
    shown.filter((line) => !shownOnce.has(line)).filter((line) => !/^link of .* in answer: GET \/outbox/.test(line)),
    [],
    'a secret is shown in the answer that makes it and in no other',
  )
  assert.deepEqual([...world.canaries.keys()].sort(), planted)
})

/** What an answer to a request that is no GET may hold: what it has just made, for the only time. */
const shownOnce = new Set([
  'API key of the set-up in answer: POST /setup',
  'API key in answer: POST /api-keys',
  'API key after its rotation in answer: POST /api-keys/{}/rotation',
  'signing secret in answer: POST /notification-channels',
  'address of the channel in answer: POST /notification-channels',
  'TOTP secret in answer: POST /user/totp',
  'state of the authorization in answer: POST /session/authorization',
  'recovery codes in answer: POST /user/totp/confirmation',
  'recovery codes in answer: POST /user/recovery-codes',
])

/** All of it was planted: nothing came back empty because an answer had changed its form. */
const planted = [
  'API key',
  'API key after its rotation',
  'API key of the set-up',
  'TOTP secret',
  'access_token of the provider',
  'address of the channel',
  'changed password',
  'client secret of the provider',
  'code of the provider',
  'id_token of the provider',
  'link of confirm-email',
  'link of confirm-sign-up',
  'link of invitation',
  'link of reset-password',
  'mistyped password',
  'password of the reset',
  'password of the set-up',
  'password of the sign-up',
  'recovery codes',
  'refresh_token of the provider',
  'secret in the wrong place',
  'session of ada',
  'session of grace',
  'signing secret',
  'state of the authorization',
  'wrong code',
]

type World = Awaited<ReturnType<typeof makeWorld>>

async function makeWorld(t: TestContext) {
  const issuer = await startIssuer(t)
  const clientSecret = newSecret(24)
  const signInProviders = [
    { type: 'oidc' as const, id: 'sso', name: 'SSO', issuer: issuer.url, clientId: 'watchword', clientSecret },
  ]
  const installation = await makeInstallation(t)
  const running = await installation.start({ config: { signUp: 'open', signInProviders }, logLevel: 'debug' })
  const canaries = new Map([['client secret of the provider', [clientSecret]]])
  const answers: [string, string][] = []
  const plant = <T extends string>(name: string, secret: T): T => {
    assert.ok(typeof secret === 'string' && secret.length >= 8, `nothing to plant as ${name}`)
    canaries.set(name, [...(canaries.get(name) ?? []), secret])
    return secret
  }
  const password = (name: string) => plant(name, `Canary ${newSecret(15)}`)
  return { running, issuer, canaries, answers, plant, password, ada: openBrowser(running, answers, plant, 'ada') }
}

/** Keeps a cookie, which is a secret itself, and writes down every answer. */
function openBrowser(
  { app }: Running,
  answers: [string, string][],
  plant: (name: string, secret: string) => string,
  name: string,
) {
  let cookie = ''
  let workspace = ''
  const send = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = {
      ...(cookie && { cookie }),
      ...(workspace && { 'watchword-workspace': workspace }),
      ...(init.headers as Record<string, string> | undefined), // given as a record below
    }
    const answer = await app.fetch(new Request(`${appUrl}${path}`, { redirect: 'manual', ...init, method, headers }))
    for (const header of answer.headers.getSetCookie()) {
      const [pair = ''] = header.split(';')
      const value = pair.slice(pair.indexOf('=') + 1)
      if (value.length >= 8) plant(`session of ${name}`, value)
      cookie = pair
    }
    const route = path
      .replace(/^\/api\/v1/, '')
      .replace(/\?.*$/, '')
      .replaceAll(/[a-z]{3}_[0-9a-f]{32}/g, '{}')
    const { headers: sent } = answer
    answers.push([`answer: ${method} ${route}`, `${await answer.clone().text()} ${sent.get('location') ?? ''}`])
    return answer
  }
  const api = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const init = { headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const answer = await send(method, `/api/v1${path}`, init)
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
  }
  /** Fails with the answer when it is another one than expected. */
  const must = async (status: number, method: string, path: string, body?: unknown) => {
    const answer = await api(method, path, body)
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  return { send, api, must, enter: (slug: string) => void (workspace = slug) }
}

const ada = 'ada@example.com'

/** Passwords that were set, mistyped, reset and changed, and the links that were mailed. */
async function plantPeople(world: World): Promise<void> {
  const { ada: browser, password } = world
  const { policyVersion } = await browser.must(200, 'GET', '/sign-up')
  const declarations = { oldEnough: true, policyVersion }
  const first = password('password of the set-up')
  const workspace = { name: 'Acme', slug: 'acme' }
  const made = await browser.must(201, 'POST', '/setup', {
    ...{ name: 'Ada', email: ada, password: first, workspace, ...declarations },
  })
  world.plant('API key of the set-up', made.apiKey)
  browser.enter('acme')
  await browser.api('POST', '/session', { email: ada, password: password('mistyped password') })
  await browser.must(201, 'POST', '/session', { email: ada, password: first })

  const grace = openBrowser(world.running, world.answers, world.plant, 'grace')
  await grace.must(200, 'POST', '/sign-ups', {
    ...{ name: 'Grace', email: 'grace@example.com', ...declarations },
    workspace: { name: 'Navy', slug: 'navy' },
  })
  await grace.must(201, 'POST', '/sign-ups/confirmation', {
    secret: await mailedLink(world, 'confirm-sign-up'),
    password: password('password of the sign-up'),
  })

  await browser.must(202, 'POST', '/password-resets', { email: ada })
  const reset = password('password of the reset')
  const secret = await mailedLink(world, 'reset-password')
  await browser.must(204, 'POST', '/password-resets/completion', { secret, password: reset })
  await browser.must(201, 'POST', '/session', { email: ada, password: reset })
  await browser.must(204, 'POST', '/user/password', { password: password('changed password') })
  await browser.must(202, 'POST', '/user/email', { email: 'countess@example.com' })
  await browser.must(204, 'POST', '/email-changes/confirmation', { secret: await mailedLink(world, 'confirm-email') })
  await browser.must(201, 'POST', '/invitations', { email: 'lin@example.com', role: 'member' })
  await mailedLink(world, 'invitation')
}

/** Takes the secret out of the kept mail, and plants it. */
async function mailedLink(world: World, page: string): Promise<string> {
  const link = new RegExp(`/app/${page}[^#\\s"]*#([\\w.-]+)`)
  const secret = await eventually(`the mail with the link ${page}`, async () => {
    const { rows } = await inPlatformTransaction(world.running.services, async ({ db }) => {
      await sql`select set_config('role', 'watchword_app', true), set_config('watchword.workspace_id',
        (select workspace_id from installation), true)`.execute(db)
      return sql<{ text: string }>`select text from kept_mails order by created_at desc`.execute(db)
    })
    return rows.map(({ text }) => link.exec(text)?.[1]).find((found) => found !== undefined)
  })
  return world.plant(`link of ${page}`, secret)
}

async function plantFactors(world: World): Promise<void> {
  const { ada: browser, plant } = world
  const { secret, uri, qrCode } = await browser.must(201, 'POST', '/user/totp')
  assert.ok(uri.includes(secret) && qrCode.startsWith('<svg'))
  plant('TOTP secret', secret)
  const code = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) })
  const confirmed = await browser.must(201, 'POST', '/user/totp/confirmation', { code })
  for (const one of confirmed.recoveryCodes) plant('recovery codes', one)
  const login = { email: 'countess@example.com', password: world.canaries.get('changed password')?.[0] }
  const begun = await browser.must(201, 'POST', '/session', login)
  assert.equal(begun.signedIn, false)
  await browser.api('POST', '/session/second-factor', { type: 'recoveryCode', code: plant('wrong code', newSecret(8)) })
  const [recoveryCode] = confirmed.recoveryCodes
  await browser.must(201, 'POST', '/session/second-factor', { type: 'recoveryCode', code: recoveryCode })
  const renewed = await browser.must(201, 'POST', '/user/recovery-codes')
  for (const one of renewed.recoveryCodes) plant('recovery codes', one)
}

/** An identity is linked, and what its provider gave is kept sealed. */
async function plantProvider(world: World): Promise<void> {
  const { ada: browser, issuer, plant } = world
  issuer.server.service.on(Events.BeforeResponse, ({ body }: MutableResponse) => {
    const given = Object.entries(body === null || typeof body === 'string' ? {} : body)
    for (const [name, value] of given) {
      if (/^(access|refresh|id)_token$/.test(name)) plant(`${name} of the provider`, String(value))
    }
  })
  const { url } = await browser.must(201, 'POST', '/session/authorization', { providerId: 'sso' })
  const back = new URL(await visit(url))
  plant('code of the provider', back.searchParams.get('code') ?? '')
  plant('state of the authorization', back.searchParams.get('state') ?? '')
  const answer = await browser.send('GET', `${back.pathname}${back.search}`)
  assert.equal(answer.status, 303)
  const { identities } = await browser.must(200, 'GET', '/user/factors')
  assert.equal(identities.length, 1, answer.headers.get('location') ?? '')
}

async function plantKeys(world: World): Promise<void> {
  const { ada: browser, plant } = world
  const made = await browser.must(201, 'POST', '/api-keys', { name: 'CI', scopes: ['incidents.read'] })
  plant('API key', made.key)
  const rotated = await browser.must(201, 'POST', `/api-keys/${made.id}/rotation`, { overlapHours: 1 })
  plant('API key after its rotation', rotated.key)
  for (const key of [made.key, rotated.key]) {
    const { status } = await browser.api('GET', '/incidents', undefined, { authorization: `Bearer ${key}` })
    assert.equal(status, 200)
  }
  const url = `${world.issuer.url}/hook?key=${plant('address of the channel', newSecret(20))}`
  const channel = await browser.must(201, 'POST', '/notification-channels', { type: 'webhook', name: 'Hook', url })
  plant('signing secret', channel.signingSecret)
  await browser.api('POST', `/notification-channels/${channel.id}/test`)
}

/** What people and programs send to the wrong place. */
async function plantMistakes(world: World): Promise<void> {
  const { ada: browser, plant } = world
  const mistake = () => plant('secret in the wrong place', newSecret(24))
  const raw = (path: string, body: string) => browser.send('POST', `/api/v1${path}`, { body })
  await browser.api('GET', '/incidents', undefined, { authorization: `Bearer wwk_${mistake()}` })
  await browser.send('GET', `/api/v1/incidents?key=${mistake()}&limit=${mistake()}`)
  await browser.send('GET', `/nothing/here?password=${mistake()}`)
  await raw('/session', `{"email": "ada@example.com", "password": "${mistake()}`)
  await raw('/session', mistake())
  await browser.api('POST', '/session', { email: ada, password: { nested: mistake() } })
  await browser.api('POST', '/session', { email: ada, password: [mistake()], secret: mistake() })
  await browser.api('POST', '/session', { email: ada, password: mistake().repeat(200) })
  await browser.api('POST', '/password-resets/completion', { secret: mistake(), password: 'short' })
  await browser.api('POST', '/user/totp/confirmation', { code: mistake() })
  await browser.api('POST', '/invitation-lookups', { secret: mistake() })
  await browser.send('GET', `/api/v1/session/callback/sso?code=${mistake()}&state=${mistake()}`)
  await browser.send('GET', '/api/v1/session', { headers: { cookie: `session=${mistake()}` } })
  await raw('/api-keys', JSON.stringify({ name: 'x', scopes: [randomBytes(3).toString('hex')], key: mistake() }))
}

/** The jobs that all of it made have run. */
async function settled({ running }: World): Promise<void> {
  await eventually('the jobs to be done', async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from pgboss.job where state in ('created', 'active') and start_after <= now()`.execute(
      running.services.database.kysely,
    )
    return rows[0]?.count === 0
  })
}

/** Every GET of the API, with the ids that fit it of those that any answer has shown, as the owner. */
async function laterAnswers(world: World): Promise<[string, string][]> {
  const seen = world.answers.length
  const ids = idsIn(world.answers)
  for (const { path, params } of endpoints.filter(({ method }) => method === 'get')) {
    const name = /\{(\w+)\}/.exec(path)?.[1]
    const fitting = name === undefined ? [''] : ids.filter((id) => params?.safeParse({ [name]: id }).success)
    for (const id of fitting.slice(0, idsForEach)) await world.ada.api('GET', path.replace(/\{\w+\}/, id))
  }
  const later = world.answers.splice(seen)
  assert.ok(later.filter(([, text]) => text.includes('"items":[{')).length >= 10, 'lists were answered')
  return later
}

const idsForEach = 20

function idsIn(answers: readonly (readonly [string, string])[]): string[] {
  return [...new Set(answers.flatMap(([, text]) => text.match(/\b[a-z]{3,4}_[0-9a-f]{32}\b/g) ?? []))]
}
