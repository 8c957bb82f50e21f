/** Answers that do not hold, and providers in trouble: each has its page, and nobody is signed in. */
import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { Events } from 'oauth2-mock-server'
import type { SignInProvider } from '#platform/config'
import type { Services } from '#platform/context'
import { createLog } from '#platform/log'
import { Writable } from 'node:stream'
import {
  identitiesOf,
  makeUser,
  openBrowser,
  providerOf,
  servicesWith,
  startIssuer,
  unique,
  visit,
  type Browser,
  type Issuer,
} from './test-support.ts'

/** An issuer and somebody who signs in with it, so that a wrong answer would have something to open. */
async function scene(t: TestContext) {
  const issuer = await startIssuer(t)
  const services = await servicesWith([providerOf(issuer), providerOf(issuer, 'second')])
  const email = `${unique('user')}@example.com`
  const userId = await makeUser(services, email)
  const browser = openBrowser(services)
  await browser.signIn(email)
  assert.equal(await browser.goTo(), '/app/')
  return { issuer, services, userId }
}

/** The way there and back with a changed answer. */
async function comeWith(browser: Browser, change: (answer: URL) => void, providerId?: string): Promise<string> {
  const answer = new URL(await visit(await browser.begin(providerId)))
  change(answer)
  return browser.come(answer.href)
}

async function isSignedIn(browser: Browser): Promise<boolean> {
  return (await browser.api('GET', '/session')).status === 200
}

const notAskedFor = '/app/?problem=sign_in_not_asked_for'
const invalid = '/app/?problem=provider_answer_invalid'
const unavailable = '/app/?problem=provider_unavailable'

test('a state that is missing, wrong, doubled or of another browser opens nothing [DSE-06]', async (t) => {
  const { services } = await scene(t)
  const other = new URL(await visit(await openBrowser(services).begin()))
  const changes: ((answer: URL) => void)[] = [
    (answer) => answer.searchParams.delete('state'),
    (answer) => answer.searchParams.set('state', ''),
    (answer) => answer.searchParams.set('state', 'x'.repeat(43)),
    (answer) => answer.searchParams.append('state', 'x'),
    (answer) => answer.searchParams.set('state', `${answer.searchParams.get('state')}x`),
    (answer) => answer.searchParams.set('state', '\u0000\ud83d'),
    (answer) => void (answer.search = other.search),
  ]
  for (const change of changes) {
    const browser = openBrowser(services)
    assert.equal(await comeWith(browser, change), notAskedFor, String(change))
    assert.equal(await isSignedIn(browser), false)
  }
})

test('an answer that another browser asked for opens nothing, and the one that asked can still bring it [DSE-06]', async (t) => {
  const { services } = await scene(t)
  const [asking, other] = [openBrowser(services), openBrowser(services)]
  const answer = await visit(await asking.begin())
  await other.begin()
  assert.equal(await other.come(answer), notAskedFor)
  assert.equal(await openBrowser(services).come(answer), notAskedFor)
  assert.equal(await asking.come(answer), '/app/')
  assert.equal(await isSignedIn(asking), true)
  assert.equal(await isSignedIn(other), false)
})

test('an answer is taken once [DSE-06]', async (t) => {
  const { services } = await scene(t)
  const browser = openBrowser(services)
  const answer = await visit(await browser.begin())
  const begun = browser.cookie()
  assert.equal(await browser.come(answer), '/app/')
  assert.equal(await browser.come(answer), notAskedFor)
  browser.setCookie(begun)
  assert.equal(await browser.come(answer), notAskedFor)
  assert.equal(await isSignedIn(browser), false)
})

test('of the same answer twice at the same moment one is taken', async (t) => {
  const { services } = await scene(t)
  const browser = openBrowser(services)
  const answer = await visit(await browser.begin())
  const paths = await Promise.all([browser.come(answer), browser.come(answer), browser.come(answer)])
  assert.deepEqual(paths.sort(), ['/app/', notAskedFor, notAskedFor])
})

test('an answer that comes too late opens nothing', async (t) => {
  const { services } = await scene(t)
  let now = new Date()
  const browser = openBrowser({ ...services, now: () => now })
  const answer = await visit(await browser.begin())
  now = new Date(now.getTime() + 10 * 60_000)
  assert.equal(await browser.come(answer), notAskedFor)
})

test('a code that was used in another browser opens nothing [DSE-06]', async (t) => {
  const { services } = await scene(t)
  const code = new URL(await visit(await openBrowser(services).begin())).searchParams.get('code') ?? ''
  const browser = openBrowser(services)
  assert.equal(await comeWith(browser, (answer) => answer.searchParams.set('code', code)), invalid)
  assert.equal(await comeWith(browser, (answer) => answer.searchParams.delete('code')), invalid)
  assert.equal(await isSignedIn(browser), false)
})

test('the answer of one provider is not taken at the address of another [DSE-06]', async (t) => {
  const { services } = await scene(t)
  const browser = openBrowser(services)
  const misled = (answer: URL) => void (answer.pathname = answer.pathname.replace('/sso', '/second'))
  assert.equal(await comeWith(browser, misled), notAskedFor)
  const unknown = (answer: URL) => void (answer.pathname = answer.pathname.replace('/sso', '/nobody'))
  assert.equal(await comeWith(browser, unknown), notAskedFor)
  assert.equal(await isSignedIn(browser), false)
})

test('an answer that names another issuer, or none where one is announced, is not taken (RFC 9207)', async (t) => {
  const { issuer, services } = await scene(t)
  const browser = openBrowser(services)
  const named = (iss: string) => (answer: URL) => answer.searchParams.set('iss', iss)
  assert.equal(await comeWith(browser, named('https://evil.example')), invalid)
  assert.equal(await comeWith(browser, named(`${issuer.url}/`)), invalid)
  assert.equal(await comeWith(browser, named(issuer.url)), '/app/')

  issuer.server.service.on(Events.BeforeWellKnownOpenIdConfiguration, ({ body }: { body: object }) => {
    Object.assign(body, { authorization_response_iss_parameter_supported: true })
  })
  const strict = openBrowser(await servicesWith([providerOf(issuer)]))
  assert.equal(await comeWith(strict, () => undefined), invalid)
  assert.equal(await comeWith(strict, named(issuer.url)), '/app/')
})

const wrongTokens: [what: string, change: (issuer: Issuer) => object][] = [
  ['another nonce', () => ({ nonce: 'x'.repeat(43) })],
  ['no nonce', () => ({ nonce: undefined })],
  ['another issuer', () => ({ iss: 'https://accounts.google.com' })],
  ['another audience', () => ({ aud: 'somebody else' })],
  ['no subject', () => ({ sub: undefined })],
  ['an empty subject', () => ({ sub: '' })],
  ['a subject that no table takes', () => ({ sub: 'a\u0000b' })],
  ['an end in the past', () => ({ exp: Math.floor(Date.now() / 1000) - 3_600 })],
]

for (const [what, change] of wrongTokens) {
  test(`an ID token with ${what} is not taken [DSE-06]`, async (t) => {
    const { issuer, services } = await scene(t)
    issuer.server.service.on(Events.BeforeTokenSigning, ({ payload }: { payload: object }) => {
      Object.assign(payload, change(issuer))
    })
    const browser = openBrowser(services)
    assert.equal(await browser.goTo(), invalid)
    assert.equal(await isSignedIn(browser), false)
  })
}

test('an ID token whose signature is not the issuer’s is not taken', async (t) => {
  const { issuer, services } = await scene(t)
  const change = ({ body }: { body: Record<string, string> }, made: (parts: string[]) => string) => {
    body['id_token'] = made((body['id_token'] ?? '').split('.'))
  }
  const forged = Buffer.alloc(256, 7).toString('base64url')
  const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
  for (const made of [
    ([header, payload]: string[]) => `${header}.${payload}.${forged}`,
    ([, payload]: string[]) => `${none}.${payload}.`,
  ]) {
    issuer.server.service.once(Events.BeforeResponse, (answer) => change(answer, made))
    assert.equal(await openBrowser(services).goTo(), invalid)
  }
})

test('whoever cancels at the provider is back in the app with nothing changed', async (t) => {
  const { services } = await scene(t)
  const refused = (error: string) => (answer: URL) => {
    answer.searchParams.delete('code')
    answer.searchParams.set('error', error)
    answer.searchParams.set('error_description', '<script>alert(1)</script>\r\nset-cookie: x=y')
  }
  const browser = openBrowser(services)
  assert.equal(await comeWith(browser, refused('access_denied')), '/app/?problem=sign_in_cancelled')
  assert.equal(await comeWith(browser, refused('temporarily_unavailable')), unavailable)
  assert.equal(await comeWith(browser, refused('invalid_scope')), invalid)
  assert.equal(await comeWith(browser, (answer) => answer.searchParams.delete('code')), invalid)
  assert.equal(await isSignedIn(browser), false)
  assert.equal(await browser.goTo(), '/app/')
})

test('whoever signs out before the provider answers links nothing', async (t) => {
  const { issuer, services, userId } = await scene(t)
  issuer.claims = { ...issuer.claims, sub: unique('subject') }
  const email = `${unique('user')}@example.com`
  const otherId = await makeUser(services, email)
  const browser = openBrowser(services)
  await browser.signIn(email)
  const answer = await visit(await browser.begin())
  await browser.api('DELETE', '/session')
  assert.equal(await browser.come(answer), notAskedFor)
  assert.equal((await identitiesOf(services, userId)).length, 1)
  assert.deepEqual(await identitiesOf(services, otherId), [])
})

test('a path to go on to that is not one of the app, and a provider that is not configured, are refused', async (t) => {
  const { services } = await scene(t)
  const browser = openBrowser(services)
  const status = async (body: unknown) => (await browser.api('POST', '/session/authorization', body)).status
  assert.equal(await status({ providerId: 'sso', next: '//evil.example/app/' }), 400)
  assert.equal(await status({ providerId: 'sso', next: `/app/${'x'.repeat(500)}` }), 400)
  assert.equal(await status({ providerId: 'nobody' }), 404)
  assert.equal(await status({ providerId: "sso' or 1=1 --" }), 404)
  assert.equal(await status({}), 400)
  assert.equal(await browser.come('http://localhost:8080/api/v1/session/callback/%00'), notAskedFor)
  assert.equal(
    await browser.come(`http://localhost:8080/api/v1/session/callback/sso?${'state=x&'.repeat(500)}`),
    notAskedFor,
  )
})

test('too many begin: they are told to wait, and a browser that comes back sees a page', async (t) => {
  const { services } = await scene(t)
  const browser = openBrowser(services)
  const answers = await Promise.all(
    Array.from({ length: 31 }, () =>
      browser.api('POST', '/session/authorization', {
        providerId: 'sso',
      }),
    ),
  )
  const last = answers.find(({ status }) => status === 429)
  assert.match(last?.headers.get('retry-after') ?? '', /^\d+$/)
  const paths = new Set<string>()
  for (let time = 0; time < 61; time += 1)
    paths.add(await browser.come('http://localhost:8080/api/v1/session/callback/sso'))
  assert.deepEqual([...paths], [notAskedFor, '/app/?problem=rate_limited'])
})

/** A server of our own making in the place of an issuer. */
async function startServer(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  // It listens on a port, so its address is no pipe's name.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** As patient as a test may be. */
function impatient(services: Services): Services {
  const { egress } = services
  const request: typeof egress.request = (input) => egress.request({ ...input, timeoutMs: 300 })
  return { ...services, egress: { ...egress, request } }
}

test('an issuer that is away, slow, endless or speaks nonsense gives a page that says so, and no error [DSE-06]', async (t) => {
  const nobody = await startIssuer(t)
  await nobody.server.stop()
  const troubles: [what: string, url: string, page: string][] = [
    ['away', nobody.url, unavailable],
    ['slow', await startServer(t, () => undefined), unavailable],
    ['in trouble', await startServer(t, (_, response) => response.writeHead(503).end()), unavailable],
    ['endless', await startServer(t, (_, response) => response.end('{"x":"'.padEnd(600_000, 'x'))), unavailable],
    ['nonsense', await startServer(t, (_, response) => response.end('<html>')), invalid],
    [
      'not JSON',
      await startServer(t, (_, response) => void response.setHeader('content-type', 'application/json').end('{')),
      invalid,
    ],
    ['not found', await startServer(t, (_, response) => response.writeHead(404).end()), invalid],
    [
      'elsewhere',
      await startServer(t, (_, response) => response.writeHead(302, { location: nobody.url }).end()),
      invalid,
    ],
  ]
  for (const [what, url, page] of troubles) {
    const services = impatient(await servicesWith([providerOf({ url })]))
    assert.equal(await openBrowser(services).begin(), `http://localhost:8080${page}`, what)
  }
})

test('an issuer that names endpoints which no secret may be sent to is not asked', async (t) => {
  for (const [endpoint, page] of [
    ['authorization_endpoint', 'begin'],
    ['token_endpoint', 'come'],
  ] as const) {
    for (const url of ['http://example.com/x', 'javascript:alert(1)', 'file:///etc/passwd', 'x', 'https://10.0.0.1/']) {
      const issuer = await startIssuer(t)
      issuer.server.service.on(Events.BeforeWellKnownOpenIdConfiguration, ({ body }: { body: object }) => {
        Object.assign(body, { [endpoint]: url })
      })
      const browser = openBrowser(await servicesWith([providerOf(issuer)]))
      const begun = await browser.begin()
      if (page === 'begin') {
        // An address inside is no secret's destination, but where a browser may go.
        if (!url.startsWith('https:')) assert.equal(begun, `http://localhost:8080${invalid}`, url)
        continue
      }
      assert.match(await browser.come(await visit(begun)), /problem=provider_/, url)
    }
  }
})

test('a token endpoint that is slow, endless or speaks nonsense gives a page that says so, and no error [DSE-06]', async (t) => {
  const { issuer, services } = await scene(t)
  const tokens: [what: string, listener: RequestListener, page: string][] = [
    ['slow', () => undefined, unavailable],
    [
      'slow in the middle',
      (_, response) => void response.writeHead(200, { 'content-length': 9 }).write('{'),
      unavailable,
    ],
    ['endless', (_, response) => response.end(`{"access_token":"${'x'.repeat(600_000)}"}`), unavailable],
    ['broken', (_, response) => void response.destroy(), unavailable],
    ['in trouble', (_, response) => response.writeHead(500).end(), unavailable],
    ['nonsense', (_, response) => response.end('\u0000'), invalid],
    ['another type', (_, response) => void response.setHeader('content-type', 'text/html').end('{}'), invalid],
    ['null', (_, response) => void response.setHeader('content-type', 'application/json').end('null'), invalid],
    [
      'no ID token',
      (_, response) =>
        void response.setHeader('content-type', 'application/json').end('{"access_token":"x","token_type":"bearer"}'),
      invalid,
    ],
    [
      'a refusal',
      (_, response) =>
        void response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}'),
      invalid,
    ],
  ]
  for (const [what, listener, page] of tokens) {
    const url = await startServer(t, listener)
    issuer.server.service.once(Events.BeforeWellKnownOpenIdConfiguration, ({ body }: { body: object }) => {
      Object.assign(body, { token_endpoint: url })
    })
    // A provider object of its own, since what it was told is remembered by it.
    const config = { ...services.config, signInProviders: [providerOf(issuer)] }
    const browser = openBrowser(impatient({ ...services, config }))
    assert.equal(await browser.goTo(), page, what)
    assert.equal(await isSignedIn(browser), false)
  }
})

test('what an issuer says of itself is asked once an hour, and asked again after it failed', async (t) => {
  const { issuer, services } = await scene(t)
  let asked = 0
  let status = 500
  issuer.server.service.on(Events.BeforeWellKnownOpenIdConfiguration, (answer: { statusCode: number }) => {
    asked += 1
    answer.statusCode = status
  })
  let now = new Date()
  const config = { ...services.config, signInProviders: [providerOf(issuer)] }
  const browser = openBrowser({ ...services, config, now: () => now })
  assert.match(await browser.begin(), /problem=provider_unavailable/)
  status = 200
  assert.equal(await browser.goTo(), '/app/')
  assert.equal(await browser.goTo(), '/app/')
  assert.equal(asked, 2)
  now = new Date(now.getTime() + 3_600_000)
  await browser.begin()
  assert.equal(asked, 3)
})

test('no secret of a sign-in comes into the log, whatever goes wrong [DSE-32]', async (t) => {
  const { issuer, services } = await scene(t)
  const lines: string[] = []
  const sink = new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) })
  const log = createLog('debug', sink)
  const canary = 'canary-in-an-answer'
  const provider: SignInProvider = { ...providerOf(issuer), clientSecret: canary }
  const noisy = { ...services, log, config: { ...services.config, signInProviders: [provider] } }
  for (const body of [`access_token=${canary}`, `{"error":"${canary}","access_token":"${canary}"}`]) {
    issuer.server.service.once(Events.BeforeResponse, (answer: { body: unknown; statusCode: number }) => {
      answer.body = body.startsWith('{') ? JSON.parse(body) : body
      answer.statusCode = body.startsWith('{') ? 400 : 200
    })
    assert.equal(await openBrowser(noisy).goTo(), invalid)
  }
  const browser = openBrowser(noisy)
  assert.equal(await comeWith(browser, (answer) => answer.searchParams.set('code', canary)), invalid)
  assert.equal(await browser.goTo(), '/app/')
  assert.ok(lines.some((line) => line.includes('sign-in sso')))
  for (const line of lines) assert.doesNotMatch(line, /canary|code=|state=/)
})
