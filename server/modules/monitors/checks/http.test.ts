import assert from 'node:assert/strict'
import { createServer as createHttpsServer } from 'node:https'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import {
  check,
  closedPort,
  drip,
  egressTo,
  flood,
  http,
  listen,
  raw,
  trusted,
  trustTargets,
  untrusted,
} from './targets.fixture.ts'

const spec = (port: number, more: object = {}, path = '/') => ({
  type: 'http',
  url: `http://127.0.0.1:${port}${path}`,
  ...more,
})

test('a page that answers is up, with its status and how long it took', async () => {
  const port = await http((_request, response) => response.end('all well'))
  const { latencyMs, ...result } = await check(spec(port))
  assert.deepEqual(result, {
    outcome: 'up',
    reason: 'answered with status 200',
    code: 'ok',
    facts: { status: 200, bytes: 8 },
  })
  assert.ok(latencyMs !== null && latencyMs > 0 && latencyMs < 3000)
})

test('the request is what the monitor says: method, headers, body, login', async () => {
  let seen: unknown
  const port = await http((request, response) => {
    request.setEncoding('utf8').on('data', (body) => {
      const { authorization, 'x-team': team } = request.headers
      seen = { method: request.method, url: request.url, authorization, team, body }
    })
    request.on('end', () => response.writeHead(204).end())
  })
  const more = { method: 'PUT', body: '{"a":1}', headers: [{ name: 'X-Team', value: 'ops' }] }
  await check(spec(port, { ...more, auth: { kind: 'basic', user: 'ada', password: 'pa:ss' } }, '/a?b=c#d'))
  const authorization = `Basic ${Buffer.from('ada:pa:ss').toString('base64')}`
  assert.deepEqual(seen, { method: 'PUT', url: '/a?b=c', authorization, team: 'ops', body: '{"a":1}' })
  await check(spec(port, { ...more, auth: { kind: 'bearer', token: 'secret' } }))
  assert.equal((seen as { authorization: string }).authorization, 'Bearer secret')
})

test('only the statuses of the monitor count as up', async () => {
  const port = await http((request, response) => response.writeHead(Number(request.url?.slice(1))).end())
  for (const [status, outcome] of [
    [204, 'up'],
    [302, 'down'],
    [404, 'down'],
    [500, 'down'],
  ] as const) {
    assert.equal((await check(spec(port, {}, `/${status}`))).outcome, outcome, String(status))
  }
  const wide = {
    statuses: [
      { from: 200, to: 299 },
      { from: 404, to: 404 },
    ],
  }
  assert.equal((await check(spec(port, wide, '/404'))).outcome, 'up')
  const refused = await check(spec(port, wide, '/403'))
  assert.partialDeepStrictEqual(refused, { outcome: 'down', code: 'status', facts: { status: 403 } })
})

test('a text must be there, or must not', async () => {
  const port = await http((_request, response) => response.end('status: GREEN'))
  const ask = async (text: string, expect: string) => (await check(spec(port, { keyword: { text, expect } }))).outcome
  assert.deepEqual(
    [
      await ask('GREEN', 'present'),
      await ask('RED', 'present'),
      await ask('GREEN', 'absent'),
      await ask('RED', 'absent'),
    ],
    ['up', 'down', 'down', 'up'],
  )
})

test('values of a JSON answer are compared', async () => {
  const port = await http((_request, response) => response.end('{"status":{"ok":true},"jobs":[{"late":3}]}'))
  const ask = (...json: object[]) => check(spec(port, { json }))
  const late = { path: '$.jobs[0].late', operator: '<', value: 5 }
  assert.equal((await ask(late, { path: 'status.ok', operator: '==', value: true })).outcome, 'up')
  const broken = await ask(late, { path: 'jobs[0].late', operator: '>=', value: 5 })
  assert.partialDeepStrictEqual(broken, { outcome: 'down', code: 'json', reason: 'jobs[0].late is not >= 5' })
  const text = await http((_request, response) => response.end('<html>'))
  assert.equal((await check(spec(text, { json: [late] }))).reason, 'the answer is not JSON')
})

test('upside down: what answers is down, what does not is up, and what is not known stays unknown', async () => {
  const port = await http((_request, response) => response.end())
  assert.partialDeepStrictEqual(await check(spec(port, { inverted: true })), { outcome: 'down', code: 'inverted' })
  const gone = await closedPort()
  assert.partialDeepStrictEqual(await check(spec(gone, { inverted: true })), { outcome: 'up', code: 'connect' })
  const inner = await check(spec(port, { inverted: true }), 1000, egressTo({ allow: [] }))
  assert.equal(inner.outcome, 'unknown')
})

test('an answer that takes longer than its bound is degraded', async () => {
  const port = await http((_request, response) => setTimeout(() => response.end(), 60))
  assert.partialDeepStrictEqual(await check(spec(port, { degradedAboveMs: 30 })), { outcome: 'degraded', code: 'slow' })
  assert.equal((await check(spec(port, { degradedAboveMs: 2900 }))).outcome, 'up')
})

test('it is followed as often as the monitor says, and no further', async () => {
  let hops = 0
  const port = await http((request, response) => {
    hops += 1
    const left = Number(request.url?.slice(1))
    if (left === 0) response.end('there')
    else response.writeHead(302, { location: `/${left - 1}` }).end()
  })
  assert.partialDeepStrictEqual(await check(spec(port, { maxRedirects: 2 }, '/2')), {
    outcome: 'up',
    facts: { redirects: 2, status: 200 },
  })
  assert.partialDeepStrictEqual(await check(spec(port, { maxRedirects: 2 }, '/3')), {
    outcome: 'down',
    code: 'redirects',
  })
  hops = 0
  assert.equal((await check(spec(port, {}, '/1'))).facts['status'], 302)
  assert.equal(hops, 1)
})

test('what was meant for one server is not taken to another one, and no redirect leads inside', async () => {
  let seen: unknown
  const other = await http((request, response) => {
    const { authorization, cookie, 'x-key': key } = request.headers
    seen = { authorization, cookie, key, method: request.method }
    response.end()
  })
  const port = await http((_request, response) => {
    response.writeHead(307, { location: `http://127.0.0.1:${other}/` }).end()
  })
  const secret = {
    ...{ method: 'POST', body: 'secret', maxRedirects: 3, auth: { kind: 'bearer', token: 't' } },
    headers: [
      { name: 'x-key', value: 'k', isSecret: true },
      { name: 'cookie', value: 'c' },
    ],
  }
  assert.equal((await check(spec(port, secret))).outcome, 'up')
  assert.deepEqual(seen, { authorization: undefined, cookie: undefined, key: undefined, method: 'POST' })

  for (const location of [
    'http://169.254.169.254/latest/meta-data/',
    'http://127.0.0.2/',
    'http://[::ffff:10.0.0.1]/',
  ]) {
    const inward = await http((_request, response) => response.writeHead(302, { location }).end())
    const result = await check(spec(inward, { maxRedirects: 3 }))
    assert.partialDeepStrictEqual(result, { outcome: 'unknown', code: 'not_permitted' }, location)
  }
  for (const location of ['ftp://127.0.0.1/', 'file:///etc/passwd', 'http://[bad']) {
    const strange = await http((_request, response) => response.writeHead(302, { location }).end())
    assert.partialDeepStrictEqual(await check(spec(strange, { maxRedirects: 3 })), {
      outcome: 'down',
      code: 'redirects',
    })
  }
})

test('an address inside is not called: unknown, and nothing connects [SEN-14]', async () => {
  let connections = 0
  const port = await raw(() => (connections += 1))
  const closed = egressTo({ allow: [] })
  const hosts = ['127.0.0.1', 'localhost', 'named.example.test', '[::1]', '2130706433', '[::ffff:7f00:1]']
  for (const host of hosts) {
    const result = await check({ type: 'http', url: `http://${host}:${port}/` }, 1000, closed)
    assert.partialDeepStrictEqual(result, { outcome: 'unknown', code: 'not_permitted', latencyMs: null }, host)
  }
  assert.equal(connections, 0)
})

test('a public page may be asked for in the clear, and a secret only goes encrypted or to an address of ours', async () => {
  const asked: { plain: string | undefined }[] = []
  const egress = egressTo()
  const listening = {
    ...egress,
    request: (input: Parameters<typeof egress.request>[0]) => (
      asked.push({ plain: input.plain }),
      egress.request(input)
    ),
  }
  const port = await http((_request, response) => response.end())
  const secrets = [{ auth: { kind: 'bearer', token: 'x' } }, { headers: [{ name: 'a', value: 'b', isSecret: true }] }]
  for (const more of [{}, ...secrets, { method: 'POST', body: 'x' }, { headers: [{ name: 'Cookie', value: 'b' }] }]) {
    await check(spec(port, more), 1000, listening)
  }
  assert.deepEqual(
    asked.map(({ plain }) => plain),
    ['anywhere', 'ownNetwork', 'ownNetwork', 'ownNetwork', 'ownNetwork'],
  )
  const world = egressTo({ allow: [], lookup: async () => ['8.8.8.8'] })
  const refused = await check({ type: 'http', url: 'http://example.test/', ...secrets[0] }, 500, world)
  assert.partialDeepStrictEqual(refused, { outcome: 'unknown', code: 'not_permitted' })
})

test(
  'whoever is silent, drips, floods or hangs up is down after the time, for the right reason',
  { timeout: 20_000 },
  async () => {
    const head = 'HTTP/1.1 200 OK\r\n'
    const cases: [number, string][] = [
      [await raw(() => undefined), 'timeout'],
      [await raw(drip(`${head}x: `)), 'timeout'],
      [await raw(drip(`${head}content-length: 100000\r\n\r\n`)), 'timeout'],
      [await raw(flood(head, `x-${'h'.repeat(1000)}: y\r\n`)), 'too_large'],
      [await raw((socket) => socket.end()), 'reset'],
      [await raw((socket) => socket.resetAndDestroy()), 'reset'],
      [await raw((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')), 'protocol'],
      [await closedPort(), 'connect'],
    ]
    for (const [port, code] of cases) {
      const result = await check(spec(port), 400)
      assert.partialDeepStrictEqual(result, { outcome: 'down', code, latencyMs: null }, code)
      assert.doesNotMatch(result.reason, /ECONN|127\.0\.0\.1|SSH/)
    }
  },
)

test('a body without an end is cut, and a compressed one is never inflated', async () => {
  const endless = await raw(flood('HTTP/1.1 200 OK\r\n\r\n', 'y'.repeat(65_536)))
  const keyword = { text: 'x', expect: 'present' }
  const cut = await check(spec(endless, { keyword }))
  assert.partialDeepStrictEqual(cut, { outcome: 'down', code: 'keyword', facts: { bytes: 1_048_576 } })
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  const port = await http((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
  assert.partialDeepStrictEqual(await check(spec(port, { keyword })), { outcome: 'down', code: 'encoding' })
  assert.equal((await check(spec(port))).outcome, 'up', 'nothing of it is searched')
})

test('a certificate must be trusted and for the name, and one that ends soon is degraded', async (t) => {
  trustTargets(t)
  const serve = (pair: { key: string; cert: string }) =>
    listen(createHttpsServer(pair, (_request, response) => response.end()))
  const good = await serve(trusted)
  const result = await check({ type: 'http', url: `https://127.0.0.1:${good}/` })
  assert.equal(result.outcome, 'up')
  assert.ok(Number(result.facts['certificateDays']) > 30_000)
  const bad = await serve(untrusted)
  assert.partialDeepStrictEqual(await check({ type: 'http', url: `https://127.0.0.1:${bad}/` }), {
    outcome: 'down',
    code: 'tls',
  })
  const other = await check({ type: 'http', url: `https://elsewhere.example.test:${good}/` })
  assert.partialDeepStrictEqual(other, { outcome: 'down', code: 'tls' })
})

test('a check that is stopped says so and is unknown', async () => {
  const port = await raw(() => undefined)
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 50)
  const result = await check(spec(port), 5000, egressTo(), stop.signal)
  assert.partialDeepStrictEqual(result, { outcome: 'unknown', code: 'stopped' })
  assert.equal((await check(spec(port), 5000, egressTo(), stop.signal)).code, 'stopped')
})
