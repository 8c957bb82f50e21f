/** What is in transit: our own TLS, plain requests behind a proxy, and the links to the servers that we use. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect as connectTls, createServer as createTlsServer, type SecureVersion } from 'node:tls'
import { readConfig, type Config } from '#platform/config'
import { openDatabase } from '#platform/database'
import { healthRoutes } from '#platform/health'
import { createApp, html, json, listen, type App, type Listener, type Route } from '#platform/http'
import { createLog } from '#platform/log'
import { plainLinks } from '#platform/plain-links'
import { eventually, testServices } from '#testing'
import { endpoints } from './app.ts'
import { withTls } from './platform/database/tls.ts'
import { certificates } from './testing/certificates.ts'
import { startTlsPostgres } from './testing/tls-postgres.ts'

const [first, second] = certificates as [(typeof certificates)[0], (typeof certificates)[0]] // there are two
const quiet = createLog('silent')

const page: Omit<Route, 'name' | 'path'> = { methods: ['GET'], handle: () => Promise.resolve(html('<p>page</p>')) }
const routes: Route[] = [
  ...healthRoutes(endpoints, {}),
  { ...page, name: 'page', path: '/status/{slug}' },
  { ...page, name: 'hostPage', path: '/', host: 'statusPage' },
  {
    name: 'ingest',
    methods: ['POST'],
    path: '/api/{number}/store',
    direct: true,
    handle: async (_services, asked) => json({ bytes: (await asked.body(1000)).length }),
  },
]

/** With all endpoints; nobody is signed in. */
async function appWith(config: Partial<Config>): Promise<App> {
  const services = await testServices()
  const authenticate = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
  return createApp({ ...services, config: { ...services.config, ...config } }, { endpoints, routes, authenticate })
}

async function listenWithTls(t: TestContext): Promise<Listener & { cert: string; key: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-tls-'))
  const [cert, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')]
  await Promise.all([writeFile(cert, first.certificate), writeFile(key, first.key)])
  const app = await appWith({ appUrl: 'https://localhost' })
  const listener = await listen(app, { port: 0, host: '127.0.0.1', tls: { cert, key, log: quiet } })
  t.after(async () => {
    await listener.close()
    await rm(directory, { recursive: true })
  })
  return { ...listener, cert, key }
}

/** The version that the two agreed on; rejects with what the handshake failed of. */
function handshake(port: number, version: SecureVersion): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      ...{ port, host: '127.0.0.1', servername: 'localhost', ca: [first.certificate, second.certificate] },
      ...{ minVersion: version, maxVersion: version },
      // Without it OpenSSL would refuse the old versions by itself, and nothing would be said of the server.
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    socket.once('secureConnect', () => {
      resolve(socket.getProtocol())
      socket.end()
    })
    socket.once('error', reject)
  })
}

test('with a certificate of its own the server speaks TLS 1.2 and 1.3, refuses 1.0 and 1.1, and knows no plain HTTP [OPS-46, AHU-26, DSE-31]', async (t) => {
  const { port } = await listenWithTls(t)
  assert.equal(await handshake(port, 'TLSv1.2'), 'TLSv1.2')
  assert.equal(await handshake(port, 'TLSv1.3'), 'TLSv1.3')
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    await assert.rejects(handshake(port, version), /protocol version/i, version)
  }
  await assert.rejects(send(port, { path: '/healthz' }))
  const answer = await send(port, { path: '/healthz', ca: first.certificate })
  assert.deepEqual([answer.status, answer.headers['strict-transport-security']], [200, 'max-age=31536000'])

  // The same client does speak TLS 1.1 to a server that is willing.
  const willing = createTlsServer({
    ...{ key: first.key, cert: first.certificate, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
  })
  await new Promise<void>((resolve) => {
    willing.listen(0, '127.0.0.1', () => resolve())
  })
  t.after(() => willing.close())
  assert.equal(await handshake((willing.address() as AddressInfo).port, 'TLSv1.1'), 'TLSv1.1')
})

test('at SIGHUP a new certificate is taken, and one that cannot be used is not', async (t) => {
  const { port, cert, key } = await listenWithTls(t)
  const serves = async (ca: string) =>
    (await send(port, { path: '/healthz', ca }).catch(() => undefined))?.status === 200
  assert.deepEqual([await serves(first.certificate), await serves(second.certificate)], [true, false])
  await Promise.all([writeFile(cert, second.certificate), writeFile(key, second.key)])
  process.kill(process.pid, 'SIGHUP')
  await eventually('the new certificate', () => serves(second.certificate))
  assert.equal(await serves(first.certificate), false)

  // A key of another certificate: what was there goes on.
  await writeFile(key, first.key)
  process.kill(process.pid, 'SIGHUP')
  await writeFile(cert, '')
  process.kill(process.pid, 'SIGHUP')
  for (let n = 0; n < 5; n += 1) assert.equal(await serves(second.certificate), true)
})

/** In plain, from another machine as far as the program can tell. */
async function listenToTheWorld(t: TestContext, config: Partial<Config>, from = '192.0.2.7'): Promise<number> {
  const app = await appWith(config)
  const server = createServer((incoming, outgoing) => {
    if (!app.direct(incoming, outgoing)) outgoing.writeHead(200).end('passed on')
  })
  server.on('connection', (socket) => Object.defineProperty(socket, 'remoteAddress', { value: from }))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

const https = { appUrl: 'https://watch.example', statusDomain: 'status.example' }

test('every endpoint and the ingest refuse plain HTTP with 403 and no redirect, before a body is read [OPS-46, AHU-26, DSE-31]', async (t) => {
  const port = await listenToTheWorld(t, https)
  const asked = [
    ...endpoints.map(({ method, path }) => ({ method: method.toUpperCase(), path: `/api/v1${path}` })),
    { method: 'POST', path: '/api/1/store' },
    { method: 'POST', path: '/api/v1/events' },
    { method: 'GET', path: '/api/v1/stream' },
    { method: 'GET', path: '/status/acme/api/v2/summary.json' },
    { method: 'POST', path: '/status/acme/subscribers' },
    { method: 'OPTIONS', path: '/' },
  ]
  for (const { method, path } of asked) {
    const { status, headers, body } = await send(port, { method, path })
    assert.equal(status, 403, `${method} ${path}`)
    assert.equal(JSON.parse(body).code, 'https_required')
    assert.equal(headers.location, undefined)
    assert.equal(headers['content-type'], 'application/problem+json')
  }
  // The head of a request whose body never comes is enough for the answer.
  const socket = connect(port, '127.0.0.1')
  socket.write('POST /api/v1/session HTTP/1.1\r\nhost: watch.example\r\ncontent-length: 1000000\r\n\r\n')
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  assert.match(answer, /^HTTP\/1\.1 403 /)
})

test('a browser that comes for a page in plain is sent to https, and to no host that it names itself [OPS-46]', async (t) => {
  const port = await listenToTheWorld(t, https)
  const goes = async (path: string, host: string) => {
    const { status, headers } = await send(port, { path, headers: { host } })
    return [status, headers.location]
  }
  assert.deepEqual(await goes('/app/incidents?a=b', 'watch.example'), [308, 'https://watch.example/app/incidents?a=b'])
  assert.deepEqual(await goes('/status/acme', 'evil.example'), [308, 'https://watch.example/status/acme'])
  assert.deepEqual(await goes('//evil.example/x', 'watch.example'), [308, 'https://watch.example//evil.example/x'])
  assert.deepEqual(await goes('/', 'acme.status.example:80'), [308, 'https://acme.status.example/'])
  assert.deepEqual(await goes('/', 'a@evil.example/.status.example'), [308, 'https://watch.example/'])
})

test('health and metrics are answered in plain, and so is this very machine, where the proxy may be', async (t) => {
  const port = await listenToTheWorld(t, https)
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    assert.equal((await send(port, { path })).body, 'passed on', path)
  }
  for (const from of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.9.9.9']) {
    const here = await listenToTheWorld(t, https, from)
    assert.equal((await send(here, { path: '/api/v1/session' })).body, 'passed on', from)
  }
  // Where the app's own address is plain, nothing is lost.
  const plain = await listenToTheWorld(t, { appUrl: 'http://watch.example' })
  assert.equal((await send(plain, { path: '/api/v1/session' })).body, 'passed on')
})

test('a trusted proxy says whether it was asked over TLS, and whoever is not trusted says nothing [OPS-46]', async (t) => {
  const cases: [trustProxy: number, from: string, said: string | undefined, passes: boolean][] = [
    [1, '10.0.0.1', 'https', true],
    [1, '10.0.0.1', 'HTTPS', true],
    [1, '10.0.0.1', 'http', false],
    [1, '127.0.0.1', 'http', false],
    [1, '127.0.0.1', undefined, true],
    [1, '10.0.0.1', undefined, false],
    [1, '10.0.0.1', '', false],
    // The client's own claim stands left of what the proxy saw.
    [1, '10.0.0.1', 'https, http', false],
    [1, '10.0.0.1', 'http, https', true],
    [2, '10.0.0.1', 'https, http', true],
    [2, '10.0.0.1', 'https, http, http', false],
    [2, '10.0.0.1', 'https', true],
    [0, '10.0.0.1', 'https', false],
    [0, '127.0.0.1', 'http', true],
  ]
  for (const [trustProxy, from, said, passes] of cases) {
    const port = await listenToTheWorld(t, { ...https, trustProxy }, from)
    const headers = said === undefined ? {} : { 'x-forwarded-proto': said }
    const { body } = await send(port, { path: '/api/v1/session', headers })
    assert.equal(body === 'passed on', passes, JSON.stringify([trustProxy, from, said]))
  }
})

test('a certificate and its key are given together, and the address of the app is https then', () => {
  const tls = { WATCHWORD_TLS_CERT: '/etc/cert.pem', WATCHWORD_TLS_KEY: '/etc/key.pem' }
  assert.partialDeepStrictEqual(readConfig({ ...tls, PORT: '9000' }), {
    tlsCert: '/etc/cert.pem',
    tlsKey: '/etc/key.pem',
    appUrl: 'https://localhost:9000',
  })
  for (const env of [
    { WATCHWORD_TLS_CERT: '/etc/cert.pem' },
    { WATCHWORD_TLS_KEY: '/etc/key.pem' },
    { ...tls, WATCHWORD_APP_URL: 'http://watch.example' },
  ]) {
    assert.throws(() => readConfig(env), { name: 'ConfigError' }, JSON.stringify(env))
  }
})

test('to PostgreSQL on another machine TLS with a verified certificate is asked for unless the URL chooses otherwise [OPS-46, DSE-31]', () => {
  const verified = 'postgresql://w:p@db.example/w?sslmode=verify-full'
  for (const query of ['', '?sslmode=prefer', '?sslmode=allow', '?sslmode=require', '?ssl=0', '?sslmode=nonsense']) {
    assert.equal(withTls(`postgresql://w:p@db.example/w${query}`), verified, query)
  }
  const ofAuthority = 'postgresql://w:p@db.example/w?sslrootcert=%2Fca.pem'
  assert.equal(withTls(ofAuthority), `${ofAuthority}&sslmode=verify-full`)
  assert.equal(
    withTls('postgresql://w@localhost/w?host=db.example'),
    'postgresql://w@localhost/w?host=db.example&sslmode=verify-full',
  )
  for (const unchanged of [
    'postgresql://w:p@db.example/w?sslmode=disable',
    'postgresql://w:p@db.example/w?sslmode=no-verify',
    'postgresql://w:p@db.example/w?uselibpqcompat=true&sslmode=require',
    'postgresql://w:p@localhost/w',
    'postgresql://w:p@127.0.0.1:5433/w',
    'postgresql://w:p@[::1]/w',
    'postgresql://watchword@/watchword?host=%2Ftmp%2Fsocket',
    'postgresql://w@db.example/w?host=/var/run/postgresql',
  ]) {
    assert.equal(withTls(unchanged), unchanged)
  }
})

test('a PostgreSQL that speaks no TLS, or shows a certificate that cannot be verified, gets no connection [OPS-46, DSE-31]', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-tls-'))
  t.after(() => rm(directory, { recursive: true }))
  const [own, other] = [join(directory, 'own.pem'), join(directory, 'other.pem')]
  await Promise.all([writeFile(own, first.certificate), writeFile(other, second.certificate)])
  const secure = await startTlsPostgres(t, first)
  const plain = await startTlsPostgres(t, null)
  // 0.0.0.0 gets there, and is no address of which one knows that it is this machine.
  const answers = async (port: number, query: string, host = '0.0.0.0') => {
    const url = `postgresql://postgres@${host}:${port}/postgres${query}`
    const database = openDatabase({ url, poolSize: 1, log: quiet })
    const up = await database.ping()
    await database.close()
    return up
  }
  assert.equal(await answers(secure, `?sslrootcert=${own}`), true)
  assert.equal(await answers(secure, '?sslmode=no-verify'), true)
  assert.equal(await answers(secure, ''), false)
  assert.equal(await answers(secure, `?sslrootcert=${other}`), false)
  assert.equal(await answers(secure, '?sslmode=disable'), false)
  for (const query of ['', `?sslrootcert=${own}`, '?sslmode=prefer', '?sslmode=require', '?sslmode=no-verify']) {
    assert.equal(await answers(plain, query), false, query)
  }
  assert.equal(await answers(plain, '?sslmode=disable'), true)
  assert.equal(await answers(plain, '', '127.0.0.1'), true)
})

test('a plain link to another machine is named at the start [DSE-31]', () => {
  const env = {
    WATCHWORD_CLICKHOUSE_URL: 'http://w:secret@columns.example:8123/w',
    WATCHWORD_NATS_URL: 'nats://w:secret@one.example:4222,tls://two.example:4222,nats://127.0.0.1:4222',
    WATCHWORD_REDIS_URL: 'redis://cache.example',
  }
  assert.deepEqual(plainLinks(readConfig(env)), [
    { component: 'clickhouse', host: 'columns.example:8123' },
    { component: 'nats', host: 'one.example:4222' },
    { component: 'redis', host: 'cache.example' },
  ])
  const local = { WATCHWORD_CLICKHOUSE_URL: 'http://localhost:8123/w', WATCHWORD_REDIS_URL: 'rediss://cache.example' }
  assert.deepEqual(plainLinks(readConfig(local)), [])
})

type Sent = { method?: string; path: string; headers?: Record<string, string>; ca?: string }
type Received = { status: number | undefined; headers: IncomingHttpHeaders; body: string }

/** Over TLS when there is a certificate to trust. */
function send(port: number, { method = 'GET', path, headers = {}, ca }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', method, path, headers, agent: false }
    const secure = { ...options, servername: 'localhost', ca, timeout: 5_000 }
    const outgoing = (ca === undefined ? httpRequest(options) : httpsRequest(secure)).end()
    outgoing.once('error', reject)
    outgoing.once('response', (incoming) => {
      let body = ''
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()))
      incoming.on('end', () => resolve({ status: incoming.statusCode, headers: incoming.headers, body }))
    })
  })
}
