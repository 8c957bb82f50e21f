import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { setDefaultCACertificates, getCACertificates } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { testClock } from '#platform/clock'
import { AppError } from '#platform/errors'
import { createLog } from '#platform/log'
import { presets } from '#platform/policy'
import { createLimiter } from '#platform/rate-limit'
import { certificate, key } from './certificate.fixture.ts'
import { createEgress, type EgressOptions, type EgressRequest } from './egress.ts'
import { EgressFailed, EgressRefused, type FailureKind, type RefusalKind } from './errors.ts'

const log = createLog('silent')
const open: Server[] = []
after(() => open.forEach((server) => server.close()))

async function listen(server: Server): Promise<number> {
  open.push(server)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  after(() => sockets.forEach((socket) => socket.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const serve = (handle: RequestListener) => listen(createServer(handle))
const raw = (handle: (socket: Socket) => void) => listen(createTcpServer(handle))

const egress = (options: Partial<EgressOptions> = {}) =>
  createEgress({ allow: ['127.0.0.1'], profile: () => presets['strict']!, log, ...options })
const get = (url: string, more: Partial<EgressRequest> = {}): EgressRequest => ({
  purpose: 'test',
  recipient: { kind: 'workspace', categories: ['C14'] },
  method: 'GET',
  url,
  timeoutMs: 5000,
  maxResponseBytes: 1000,
  ...more,
})
const failed = (kind: FailureKind) => (error: unknown) => {
  assert.ok(error instanceof EgressFailed, String(error))
  assert.equal(error.kind, kind)
  assert.equal(error.cause, undefined)
  assert.doesNotMatch(error.message, /127\.0\.0\.1|ECONN|errno/)
  return true
}
const refusedFor = (kind: RefusalKind) => (error: unknown) => {
  assert.ok(error instanceof EgressRefused, String(error))
  assert.equal(error.kind, kind)
  return true
}

test('a request arrives as it was given and the answer comes back', async () => {
  const port = await serve((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.writeHead(201, { 'X-Seen': [request.method ?? '', request.url ?? ''], 'content-type': 'text/plain' })
      response.end(JSON.stringify({ headers: request.headers, body: Buffer.concat(chunks).toString() }))
    })
  })
  const answer = await egress().request(
    get(`http://127.0.0.1:${port}/a?b=c#d`, { method: 'POST', body: '{"ü":1}', headers: { 'Webhook-Id': 'evt_1' } }),
  )
  const seen = JSON.parse(answer.body) as { headers: Record<string, string>; body: string }
  assert.equal(answer.status, 201)
  assert.equal(answer.headers['x-seen'], 'POST, /a?b=c')
  assert.equal(answer.truncated, false)
  assert.equal(answer.certificateExpiresAt, null)
  assert.ok(answer.durationMs > 0)
  assert.equal(seen.body, '{"ü":1}')
  assert.equal(seen.headers['webhook-id'], 'evt_1')
  assert.equal(seen.headers['host'], `127.0.0.1:${port}`)
  assert.match(seen.headers['user-agent'] ?? '', /Watchword/)
})

test('without an entry in the allow list the same address is refused and nothing connects [SEN-14]', async () => {
  let connections = 0
  const server = createTcpServer(() => (connections += 1))
  const port = await listen(server)
  const closed = egress({ allow: [], lookup: async () => ['127.0.0.1'] })
  await assert.rejects(closed.request(get(`http://127.0.0.1:${port}/`)), refusedFor('address'))
  await assert.rejects(closed.request(get(`http://hooks.example.test:${port}/`)), refusedFor('address'))
  await assert.rejects(closed.check(`http://hooks.example.test:${port}/`), refusedFor('address'))
  assert.equal(connections, 0)
})

test('plain HTTP is only for what the operator opened, and nothing connects otherwise [SEN-33, OPS-46]', async () => {
  const world = egress({ allow: ['10.0.0.0/8', 'inner.example.test'], lookup: async () => ['192.0.2.1', '8.8.8.8'] })
  const mixed = egress({ allow: ['10.0.0.0/8'], lookup: async () => ['10.0.0.1', '8.8.8.8'] })
  for (const url of ['http://8.8.8.8/', 'http://8.8.8.8:8080/', 'HTTP://8.8.8.8/']) {
    await assert.rejects(world.request(get(url)), refusedFor('plain'), url)
    await assert.rejects(world.check(url), refusedFor('plain'), url)
  }
  await assert.rejects(mixed.check('http://hooks.example.test/'), refusedFor('plain'))
  await world.check('https://8.8.8.8/')
  await world.check('http://10.1.2.3/')
  await world.check('http://inner.example.test/')
})

test('one inner address among the answers refuses the whole name [SEN-14]', async () => {
  for (const bad of ['10.0.0.1', '::1', 'fe80::1', '::ffff:10.0.0.1']) {
    const mixed = egress({ allow: [], lookup: async () => ['93.184.216.34', bad, '2606:4700::1111'] })
    await assert.rejects(mixed.check('https://hooks.example.test/'), refusedFor('address'), bad)
  }
})

test('a resolver that answers public first and private afterwards cannot move the connection', async () => {
  let calls = 0
  const port = await serve((_request, response) => response.end('inner'))
  const rebinding = egress({ allow: [], lookup: async () => (calls++ === 0 ? ['192.0.2.1'] : ['127.0.0.1']) })
  await assert.rejects(rebinding.request(get(`http://hooks.example.test:${port}/`)), refusedFor('address'))
  await assert.rejects(rebinding.request(get(`http://hooks.example.test:${port}/`)), refusedFor('address'))
  assert.equal(calls, 2)
  const pinned = egress({
    allow: ['127.0.0.1', '127.0.0.2'],
    lookup: async () => (calls++ === 2 ? ['127.0.0.1'] : ['127.0.0.2']),
  })
  const answer = await pinned.request(get(`http://hooks.example.test:${port}/`))
  assert.equal(answer.body, 'inner')
  assert.equal(calls, 3, 'the name is resolved once a request')
})

test('the name stays in the Host header while the connection goes to the checked address', async () => {
  const port = await serve((request, response) => response.end(request.headers.host))
  const answer = await egress({ lookup: async () => ['127.0.0.1'] }).request(get(`http://hooks.example.test.:${port}/`))
  assert.equal(answer.body, `hooks.example.test:${port}`)
})

test('a redirect is an answer: it is never followed [SEN-14, S-06]', async () => {
  let hits = 0
  const port = await serve((_request, response) => {
    hits += 1
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
  })
  const answer = await egress().request(get(`http://127.0.0.1:${port}/`))
  assert.equal(answer.status, 302)
  assert.equal(hits, 1)
})

test('proxies named in the environment play no part', async () => {
  const port = await serve((_request, response) => response.end('direct'))
  const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']
  names.forEach((name) => (process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : 'http://127.0.0.1:9/'))
  try {
    assert.equal((await egress().request(get(`http://127.0.0.1:${port}/`))).body, 'direct')
  } finally {
    names.forEach((name) => delete process.env[name])
  }
})

test('the platform itself is refused by address and port, whatever the allow list opens', async () => {
  const port = await serve((_request, response) => response.end('own'))
  const allow = ['127.0.0.0/8', '0.0.0.0/8', '::1', 'localhost', '10.0.0.0/8']
  const lookup = async (name: string) => (name === 'db.example.test' ? ['10.0.0.7'] : ['127.0.0.1'])
  for (const address of ['0.0.0.0', '::', '127.0.0.1', '::1']) {
    const own = egress({ allow, lookup, ownListeners: () => [{ address, port }] })
    for (const host of ['127.0.0.1', '127.0.0.99', '0.0.0.0', '[::1]', 'localhost', 'hooks.example.test']) {
      await assert.rejects(own.request(get(`http://${host}:${port}/`)), refusedFor('listener'), `${address} ${host}`)
    }
  }
  const database = egress({ allow, lookup, ownListeners: () => [{ address: 'db.example.test', port: 5432 }] })
  await assert.rejects(database.check('http://10.0.0.7:5432/'), refusedFor('listener'))
  await assert.doesNotReject(database.check('http://10.0.0.7:5433/'))
  await assert.doesNotReject(database.check('http://10.0.0.8:5432/'))
  const other = egress({ allow, lookup, ownListeners: () => [{ address: '0.0.0.0', port: port + 1 }] })
  assert.equal((await other.request(get(`http://127.0.0.1:${port}/`))).body, 'own')
})

test('what belongs to the connection cannot be set, nor can a header be split', async () => {
  for (const headers of [
    { Host: 'x' },
    { 'Content-Length': '1' },
    { 'transfer-encoding': 'chunked' },
    { a: 'b\r\nc: d' },
    { 'a b': 'c' },
    { '': 'c' },
    { a: 'ü' },
    { 'Proxy-Authorization': 'x' },
    { Connection: 'x' },
    { Upgrade: 'h2c' },
    { a: 'x'.repeat(9000) },
    Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`h${n}`, 'x'])),
  ]) {
    await assert.rejects(egress().request(get('http://127.0.0.1:1024/', { headers })), refusedFor('header'))
  }
  for (const method of ['CONNECT', 'TRACE', 'GET /x HTTP/1.1\r\n', '']) {
    await assert.rejects(egress().request(get('http://127.0.0.1:1024/', { method })), refusedFor('method'))
  }
})

test('a body is cut at its bound, whether it is long, endless or a bomb that would inflate', async () => {
  const long = await serve((_request, response) => response.end('x'.repeat(5000)))
  const cut = await egress().request(get(`http://127.0.0.1:${long}/`))
  assert.equal(cut.body.length, 1000)
  assert.equal(cut.truncated, true)

  const endless = await serve((_request, response) => {
    const write = () => {
      while (!response.destroyed && response.write('y'.repeat(65_536)));
    }
    response.on('drain', write)
    write()
  })
  assert.equal((await egress().request(get(`http://127.0.0.1:${endless}/`))).body, 'y'.repeat(1000))

  const bomb = gzipSync(Buffer.alloc(1_000_000))
  const bombPort = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  })
  const packed = await egress().request(get(`http://127.0.0.1:${bombPort}/`, { maxResponseBytes: 1_000_000 }))
  assert.ok(packed.body.length <= bomb.length)
})

test('bytes that are no UTF-8 are replaced, and a bound may cut a character', async () => {
  const port = await serve((_request, response) => response.end(Buffer.from([0x61, 0xff, 0xc3, 0xbc])))
  assert.equal(
    (await egress().request(get(`http://127.0.0.1:${port}/`, { maxResponseBytes: 3 }))).body,
    'a\ufffd\ufffd',
  )
})

test('whoever is silent, drips or never finishes is given up after the time', { timeout: 20_000 }, async () => {
  const drip = (text: string) => (socket: Socket) => {
    socket.write(text)
    const timer = setInterval(() => socket.write('a'), 20)
    socket.on('close', () => clearInterval(timer))
  }
  const silent = await raw(() => undefined)
  const header = await raw(drip('HTTP/1.1 200 OK\r\nx: '))
  const body = await raw(drip('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n'))
  for (const port of [silent, header, body]) {
    await assert.rejects(egress().request(get(`http://127.0.0.1:${port}/`, { timeoutMs: 300 })), failed('timeout'))
  }
  const slowNames = egress({ lookup: () => new Promise(() => undefined) })
  await assert.rejects(slowNames.request(get('http://hooks.example.test/', { timeoutMs: 300 })), failed('timeout'))
})

test('what the network does is told as a class and nothing else', async () => {
  const gone = await raw(() => undefined)
  await new Promise((resolve) => open.pop()?.close(resolve))
  const reset = await raw((socket) => socket.resetAndDestroy())
  const early = await raw((socket) => socket.end())
  const half = await raw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'))
  const garbage = await raw((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))
  const huge = await raw((socket) => {
    const write = () => {
      while (!socket.destroyed && socket.write(`x-${'h'.repeat(1000)}: y\r\n`));
    }
    socket.on('drain', write)
    socket.write('HTTP/1.1 200 OK\r\n')
    write()
  })
  const cases: [number, FailureKind][] = [
    [gone, 'connect'],
    [reset, 'reset'],
    [early, 'reset'],
    [half, 'reset'],
    [garbage, 'protocol'],
    [huge, 'too_large'],
  ]
  for (const [port, kind] of cases) {
    await assert.rejects(egress().request(get(`http://127.0.0.1:${port}/`)), failed(kind), kind)
  }
  const unknown = egress({ lookup: async () => [] })
  await assert.rejects(unknown.request(get('http://hooks.example.test/')), failed('dns'))
  const strange = egress({ lookup: async () => ['not an address'] })
  await assert.rejects(strange.request(get('http://hooks.example.test/')), failed('dns'))
})

test('HTTP/1.0, an interim answer and trailers are understood', async () => {
  const port = await raw((socket) => {
    socket.end(
      'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n' +
        '2\r\nok\r\n0\r\nx-after: 1\r\n\r\n',
    )
  })
  assert.equal((await egress().request(get(`http://127.0.0.1:${port}/`))).body, 'ok')
  const old = await raw((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nold'))
  assert.equal((await egress().request(get(`http://127.0.0.1:${old}/`))).body, 'old')
})

test('a certificate must be trusted and carry the name that was asked for [SEN-33, OPS-46]', async () => {
  const port = await listen(createTlsServer({ key, cert: certificate }, (_request, response) => response.end('tls')))
  const secure = egress({ lookup: async () => ['127.0.0.1'] })
  const url = `https://hooks.example.test:${port}/`
  await assert.rejects(secure.request(get(url)), failed('tls'))
  const plain = await serve((_request, response) => response.end('no tls'))
  await assert.rejects(secure.request(get(`https://hooks.example.test:${plain}/`)), failed('tls'))

  const before = getCACertificates('default')
  setDefaultCACertificates([...before, certificate])
  try {
    const answer = await secure.request(get(url))
    assert.equal(answer.body, 'tls')
    assert.equal(answer.certificateExpiresAt?.toISOString(), '2120-01-01T00:00:00.000Z')
    await assert.rejects(secure.request(get(`https://other.example.test:${port}/`)), failed('tls'))
    await assert.rejects(secure.request(get(`https://127.0.0.1:${port}/`)), failed('tls'))
  } finally {
    setDefaultCACertificates(before)
  }
})

test('one destination gets a bounded number of requests, over all workspaces', async () => {
  const port = await serve((_request, response) => response.end())
  const limited = egress({
    limiter: createLimiter({ now: testClock() }),
    ownListeners: () => [{ address: '0.0.0.0', port }],
  })
  for (let n = 0; n < 1200; n += 1) {
    await assert.rejects(limited.request(get(`http://127.0.0.1:${port}/`)), refusedFor('listener'))
  }
  await assert.rejects(
    limited.request(get(`http://127.0.0.1:${port}/`)),
    (error) => error instanceof AppError && error.code === 'rate_limited' && (error.retryAfterSeconds ?? 0) > 0,
  )
})
