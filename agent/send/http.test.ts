import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, createServer as createPlainServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { certificates } from '../../server/testing/certificates.ts'
import { judge } from './answer.ts'
import { delayBefore } from './delay.ts'
import { createTransport } from './http.ts'
import { findProxy } from './proxy.ts'

const closers: (() => void)[] = []
after(() => {
  for (const close of closers) close()
})

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port
const get = { method: 'GET', headers: {}, timeoutMs: 10_000, maxBytes: 1_000, tooLong: 'cut' } as const

async function start<T extends Server>(server: T): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return server
}

function transportOf(options: Parameters<typeof createTransport>[0] = { env: {} }) {
  const transport = createTransport(options)
  closers.push(() => transport.close())
  return transport
}

const [{ certificate: cert, key } = { certificate: '', key: '' }] = certificates
const hello = (_: IncomingMessage, response: ServerResponse) => void response.end('hello')

test('why a certificate is refused is said in words, with what can be done', async () => {
  const server = await start(createTlsServer({ cert, key }, hello))
  await assert.rejects(
    transportOf().call(new URL(`https://127.0.0.1:${portOf(server)}/`), get),
    /https:\/\/127\.0\.0\.1:\d+: its certificate is signed by nobody this machine trusts; name the signer’s certificate in WATCHWORD_AGENT_CA_FILE \(/,
  )
})

test('a server that does not speak TLS, one that is not there and a name that does not exist are told apart', async () => {
  const server = await start(createServer(hello))
  const transport = transportOf()
  await assert.rejects(transport.call(new URL(`https://127.0.0.1:${portOf(server)}/`), get), /does not speak TLS there/)
  const gone = await start(createServer(hello))
  const port = portOf(gone)
  await new Promise((resolve) => gone.close(resolve))
  await assert.rejects(
    transport.call(new URL(`http://127.0.0.1:${port}/`), get),
    /nothing listens there \(ECONNREFUSED\)/,
  )
  await assert.rejects(
    transport.call(new URL('http://name.invalid/'), get),
    /no such host name|name server does not answer/,
  )
})

test('a certificate that the settings name is trusted', async () => {
  const server = await start(createTlsServer({ cert, key }, hello))
  const { body } = await transportOf({ env: {}, ca: cert }).call(new URL(`https://127.0.0.1:${portOf(server)}/`), get)
  assert.equal(body, 'hello')
})

test('a server that takes the connection and says nothing is given up after the time', async () => {
  const server = createPlainServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  const call = transportOf().call(new URL(`http://127.0.0.1:${portOf(server)}/`), { ...get, timeoutMs: 200 })
  await assert.rejects(call, /no answer within 0\.2 s/)
})

test('an answer without an end is not read to its end', async () => {
  const server = await start(
    createServer((_, response) => {
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      }
      response.on('drain', write)
      write()
    }),
  )
  const { body } = await transportOf().call(new URL(`http://127.0.0.1:${portOf(server)}/`), get)
  assert.equal(body.length, 1_000)
})

test('one connection serves request after request, and one that the server closed meanwhile costs nothing', async () => {
  let connections = 0
  const server = await start(createServer(hello))
  server.on('connection', () => (connections += 1))
  const transport = transportOf()
  const url = new URL(`http://127.0.0.1:${portOf(server)}/`)
  for (let index = 0; index < 5; index += 1) await transport.call(url, get)
  assert.equal(connections, 1)
  server.closeAllConnections()
  assert.equal((await transport.call(url, get)).body, 'hello')
})

test('an answer that is cut off is no answer', async () => {
  const server = await start(
    createServer((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('hel')
      setImmediate(() => response.destroy())
    }),
  )
  await assert.rejects(
    transportOf().call(new URL(`http://127.0.0.1:${portOf(server)}/`), get),
    /the connection was cut \(ECONNRESET\)/,
  )
})

test('for an address without TLS neither TLS is loaded nor the second client that Node has', () => {
  const code = `import { createTransport } from '${join(import.meta.dirname, 'http.ts')}'
    createTransport({ env: {} })
    process.stdout.write(process.moduleLoadList.filter((name) => /undici$|_http_client$|_tls_wrap$/.test(name)).join())`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
  assert.equal(stdout, 'NativeModule _http_client', stderr)
})

test('through a proxy: http by its whole address, https by a tunnel that the proxy cannot look into', async () => {
  const seen: string[] = []
  const target = await start(createTlsServer({ cert, key }, hello))
  const proxy = await start(
    createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization']}`)
      response.end('from the proxy')
    }),
  )
  proxy.on('connect', (request, socket) => {
    seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization']}`)
    const onward = connect(portOf(target), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  const address = `http://me:p%40ss@127.0.0.1:${portOf(proxy)}`
  const transport = transportOf({ env: { HTTP_PROXY: address, HTTPS_PROXY: address }, ca: cert })
  const credentials = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
  const { body } = await transport.call(new URL('http://watchword.test/write?x=1'), get)
  assert.equal(body, 'from the proxy')
  // The tunnel is open; what is refused is the certificate at its other end, which is not for this name.
  await assert.rejects(
    transport.call(new URL('https://watchword.test/write'), get),
    /its certificate is for another name/,
  )
  assert.deepEqual(seen, [
    `GET http://watchword.test/write?x=1 ${credentials}`,
    `CONNECT watchword.test:443 ${credentials}`,
  ])
})

test('no_proxy names hosts, what is below them, and ports; this machine is never asked through a proxy', () => {
  const env = { HTTPS_PROXY: 'proxy.test:3128', no_proxy: 'internal.test, .lan,other.test:8443' }
  const isProxied = (url: string) => findProxy(new URL(url), env) !== undefined
  assert.equal(findProxy(new URL('https://watchword.test/'), env)?.href, 'http://proxy.test:3128/')
  for (const url of [
    'https://internal.test/',
    'https://a.internal.test/',
    'https://nas.lan/',
    'https://other.test:8443/',
  ]) {
    assert.ok(!isProxied(url), url)
  }
  for (const url of ['https://notinternal.test/', 'https://other.test/']) assert.ok(isProxied(url), url)
  for (const url of ['http://watchword.test/', 'https://localhost/', 'https://127.0.0.1/', 'https://[::1]/']) {
    assert.ok(!isProxied(url), url)
  }
  assert.equal(findProxy(new URL('https://a.test/'), { ...env, no_proxy: '*' }), undefined)
  assert.throws(() => findProxy(new URL('https://a.test/'), { HTTPS_PROXY: 'socks5://x' }), /begins with http:/)
})

test('the wait grows to a minute, to an hour for a key, and never beyond an hour for what a server asks', () => {
  const retry = [1, 2, 3, 7, 50].map((failures) => delayBefore({ kind: 'retry' }, failures, 1))
  assert.deepEqual(retry, [1_000, 2_000, 4_000, 60_000, 60_000])
  assert.equal(delayBefore({ kind: 'retry' }, 7, 0), 30_000)
  const denied = [1, 2, 50].map((failures) => delayBefore({ kind: 'denied' }, failures, 1))
  assert.deepEqual(denied, [600_000, 1_200_000, 3_600_000])
  const verdict = judge('2.0', { status: 503, headers: { 'retry-after': '999999999' }, body: '' }, 0)
  assert.deepEqual(verdict, { kind: 'retry', reason: 'the server answered 503', afterMs: 3_600_000 })
  for (const text of ['soon', '']) {
    const { kind, ...rest } = judge('2.0', { status: 503, headers: { 'retry-after': text }, body: '' }, 0)
    assert.deepEqual([kind, 'afterMs' in rest], ['retry', false])
  }
})
