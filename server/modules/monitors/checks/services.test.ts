import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { createServer as createHttp2Server, createSecureServer } from 'node:http2'
import type { Socket } from 'node:net'
import { after, test } from 'node:test'
import { TLSSocket } from 'node:tls'
import { SMTPServer } from 'smtp-server'
import { ownRedis } from '../../../platform/redis-server.fixture.ts'
import {
  byLine,
  check,
  closedPort,
  drip,
  flood,
  http,
  listen,
  raw,
  tls,
  trusted,
  trustTargets,
  untrusted,
} from './targets.fixture.ts'

const host = '127.0.0.1'

test(
  'hostile servers of every protocol are down after the time, for the right reason',
  { timeout: 60_000 },
  async () => {
    const bytes = Buffer.alloc(65_536, 0x61)
    const targets: [number, RegExp][] = [
      [await raw(() => undefined), /^timeout$/],
      [await raw(drip('')), /^(timeout|protocol|too_large|tls|reset)$/],
      [await raw((socket) => socket.end()), /^(reset|protocol)$/],
      [await raw((socket) => socket.resetAndDestroy()), /^(reset|protocol|connect)$/],
      [await raw((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')), /^(protocol|reset|status|too_large|tls)$/],
      [await raw((socket) => flood('', bytes.toString())(socket)), /^(protocol|too_large|tls|reset)$/],
      [await closedPort(), /^connect$/],
    ]
    const login = { user: 'a', password: 'b' }
    for (const [port, code] of targets) {
      const specs = [
        { type: 'smtp', host, port },
        { type: 'redis', host, port, tls: false },
        { type: 'postgres', host, port, ...login, tls: false },
        { type: 'postgres', host, port, ...login },
        { type: 'mysql', host, port, ...login, tls: false },
        { type: 'grpc', host, port, tls: false },
        { type: 'websocket', url: `ws://${host}:${port}/` },
      ]
      const results = await Promise.all(specs.map((spec) => check(spec, 500)))
      for (const [index, result] of results.entries()) {
        const what = `${specs[index]?.type} ${JSON.stringify(result)}`
        assert.equal(result.outcome, 'down', what)
        assert.match(result.code, code, what)
      }
    }
  },
)

test('SMTP: greeting, STARTTLS with a certificate that is trusted, and no mail', async (t) => {
  trustTargets(t)
  const open = async (pair: typeof trusted, options: object = {}) => {
    const server = new SMTPServer({ ...pair, authOptional: true, logger: false, ...options })
    server.on('error', () => undefined)
    return listen(server.server)
  }
  const good = await check({ type: 'smtp', host, port: await open(trusted) })
  assert.partialDeepStrictEqual(good, { outcome: 'up', facts: { code: 250 } })
  assert.ok(Number(good.facts['certificateDays']) > 1000)
  assert.equal((await check({ type: 'smtp', host, port: await open(untrusted) })).code, 'tls')
  const plain = await open(trusted, { disabledCommands: ['STARTTLS'] })
  assert.equal((await check({ type: 'smtp', host, port: plain })).code, 'tls')
  assert.equal((await check({ type: 'smtp', host, port: plain, security: 'none' })).outcome, 'up')
  const busy = await raw(byLine('554 no\r\n', () => ''))
  assert.partialDeepStrictEqual(await check({ type: 'smtp', host, port: busy }), {
    code: 'status',
    facts: { code: 554 },
  })
  // CVE-2011-0411: what was slipped in before the handshake is not taken for what the server says after it.
  const slipped = await raw(
    byLine('220 a\r\n', (line) => (line === 'STARTTLS' ? '220 go\r\n250 ok\r\n' : '250-a\r\n250 STARTTLS\r\n')),
  )
  assert.partialDeepStrictEqual(await check({ type: 'smtp', host, port: slipped }), {
    outcome: 'down',
    code: 'protocol',
  })
})

test('Redis: a real server, with and without its password', { timeout: 30_000 }, async () => {
  const redis = await ownRedis()
  await redis.start()
  after(() => redis.kill())
  const port = Number(new URL(redis.url).port)
  const spec = { type: 'redis', host, port, tls: false }
  assert.partialDeepStrictEqual(await check(spec), { outcome: 'up', code: 'ok' })
  execFileSync('redis-cli', ['-p', String(port), 'config', 'set', 'requirepass', 'pa ss\r\nword'])
  assert.partialDeepStrictEqual(await check(spec), { outcome: 'down', code: 'login' })
  assert.partialDeepStrictEqual(await check({ ...spec, password: 'wrong' }), { outcome: 'down', code: 'login' })
  execFileSync('redis-cli', ['-p', String(port), '-a', 'pa ss\r\nword', 'config', 'set', 'requirepass', 'pass word'], {
    stdio: 'ignore',
  })
  assert.partialDeepStrictEqual(await check({ ...spec, password: 'pass word' }), { outcome: 'up' })
  redis.freeze()
  assert.partialDeepStrictEqual(await check(spec, 300), { outcome: 'down', code: 'timeout' })
  redis.goOn()
})

/** As much of a MySQL server as a login meets; the formulas are those of the server's side. */
function mysql(plugin: 'mysql_native_password' | 'caching_sha2_password', password: string, isCached: boolean) {
  return (plain: Socket) => {
    const scramble = Buffer.from(randomBytes(20).map((byte) => (byte % 255) + 1))
    const send = (socket: Socket, sequence: number, body: Buffer) =>
      socket.write(Buffer.concat([Buffer.from([body.length & 0xff, body.length >> 8, 0, sequence]), body]))
    const capabilities = 0x8 | 0x200 | 0x800 | 0x8000 | 0x80000
    const low = Buffer.from([capabilities & 0xff, (capabilities >> 8) & 0xff])
    const high = Buffer.from([(capabilities >> 16) & 0xff, capabilities >> 24])
    const greeting = [
      Buffer.from([10]),
      Buffer.from('8.4.0\0'),
      Buffer.alloc(4),
      scramble.subarray(0, 8),
      Buffer.alloc(1),
      low,
    ]
    greeting.push(
      Buffer.from([45, 2, 0]),
      high,
      Buffer.from([21]),
      Buffer.alloc(10),
      scramble.subarray(8),
      Buffer.alloc(1),
    )
    send(plain, 0, Buffer.concat([...greeting, Buffer.from(`${plugin}\0`)]))
    const ok = Buffer.from([0, 0, 0, 2, 0, 0, 0])
    const denied = Buffer.concat([Buffer.from([0xff, 0x15, 0x04]), Buffer.from('#28000Access denied')])
    const isRight = (answer: Buffer) => {
      const native = plugin === 'mysql_native_password'
      const hash = (...parts: Uint8Array[]) =>
        parts.reduce((sum, part) => sum.update(part), createHash(native ? 'sha1' : 'sha256')).digest()
      const stored = hash(hash(Buffer.from(password)))
      const mask = native ? hash(scramble, stored) : hash(stored, scramble)
      return hash(Buffer.from(answer.map((byte, index) => byte ^ mask[index]!))).equals(stored)
    }
    const talk = (socket: Socket) => {
      let asked = false
      socket.on('data', (chunk) => {
        const sequence = chunk[3]!
        const body = chunk.subarray(4)
        if (asked) return send(socket, sequence + 1, body.toString() === `${password}\0` ? ok : denied)
        if (chunk.readUIntLE(0, 3) === 32) {
          plain.removeAllListeners('data').pause()
          // The first bytes of the handshake may have come along.
          plain.unshift(chunk.subarray(36))
          const secure = new TLSSocket(plain, { isServer: true, ...trusted })
          secure.on('error', () => undefined)
          return talk(secure)
        }
        const at = body.indexOf(0, 32) + 1
        const answer = body.subarray(at + 1, at + 1 + body[at]!)
        if (!isRight(answer)) return send(socket, sequence + 1, denied)
        if (plugin === 'mysql_native_password') return send(socket, sequence + 1, ok)
        if (isCached) {
          send(socket, sequence + 1, Buffer.from([1, 3]))
          return send(socket, sequence + 2, ok)
        }
        asked = true
        return send(socket, sequence + 1, Buffer.from([1, 4]))
      })
    }
    talk(plain)
  }
}

test('MySQL: both kinds of login, in the clear and through TLS', async (t) => {
  trustTargets(t)
  for (const plugin of ['mysql_native_password', 'caching_sha2_password'] as const) {
    const port = await raw(mysql(plugin, 'secret', true))
    for (const encrypted of [false, true]) {
      const spec = { type: 'mysql', host, port, user: 'ada', tls: encrypted, database: 'shop' }
      assert.partialDeepStrictEqual(
        await check({ ...spec, password: 'secret' }),
        { outcome: 'up' },
        `${plugin} ${encrypted}`,
      )
      const wrong = await check({ ...spec, password: 'wrong' })
      assert.partialDeepStrictEqual(wrong, { outcome: 'down', code: 'login', facts: { errorNumber: 1045 } })
    }
  }
})

test('MySQL: a server that wants the password itself gets it through TLS only', async (t) => {
  trustTargets(t)
  const port = await raw(mysql('caching_sha2_password', 'secret', false))
  const spec = { type: 'mysql', host, port, user: 'ada', password: 'secret' }
  assert.partialDeepStrictEqual(await check(spec), { outcome: 'up' })
  assert.partialDeepStrictEqual(await check({ ...spec, tls: false }), { outcome: 'down', code: 'login' })
})

test('gRPC: what the health service says of the server and of one service', async (t) => {
  trustTargets(t)
  const answers: Record<string, number> = { '': 1, 'shop.Orders': 1, 'shop.Late': 2 }
  const serve = (server: ReturnType<typeof createHttp2Server | typeof createSecureServer>) => {
    server.on('stream', (stream) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const message = Buffer.concat(chunks).subarray(5)
        const status = answers[message.subarray(2).toString()]
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status === undefined ? '5' : '0' }))
        stream.end(status === undefined ? undefined : Buffer.from([0, 0, 0, 0, 2, 8, status]))
      })
      stream.on('error', () => undefined)
    })
    return listen(server)
  }
  const plain = await serve(createHttp2Server())
  const secure = await serve(createSecureServer(trusted))
  for (const [port, encrypted] of [
    [plain, false],
    [secure, true],
  ] as const) {
    const ask = (service: string) => check({ type: 'grpc', host, port, tls: encrypted, service })
    assert.partialDeepStrictEqual(await ask(''), { outcome: 'up', facts: { grpcStatus: 0 } })
    assert.partialDeepStrictEqual(await ask('shop.Orders'), { outcome: 'up' })
    assert.partialDeepStrictEqual(await ask('shop.Late'), {
      outcome: 'down',
      code: 'not_serving',
      reason: 'it is not serving',
    })
    assert.partialDeepStrictEqual(await ask('shop.None'), {
      outcome: 'down',
      code: 'not_serving',
      facts: { grpcStatus: 5 },
    })
  }
  const old = await tls({ ...trusted, ALPNProtocols: ['http/1.1'] }, () => undefined)
  assert.equal((await check({ type: 'grpc', host, port: old })).outcome, 'down')
})

/** Opens and sends every message back. */
const echo = (socket: Socket) => {
  let isOpen = false
  socket.on('data', (chunk) => {
    if (!isOpen) {
      const key = /sec-websocket-key: (\S+)/i.exec(chunk.toString())?.[1] ?? ''
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
      isOpen = true
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      )
      return
    }
    const opcode = chunk[0]! & 0x0f
    const length = chunk[1]! & 0x7f
    const text = Buffer.from(chunk.subarray(6, 6 + length).map((byte, index) => byte ^ chunk[2 + (index % 4)]!))
    if (opcode !== 8) socket.write(Buffer.concat([Buffer.from([0x80 | (opcode === 9 ? 10 : opcode), length]), text]))
  })
}

test('WebSocket: it opens, and answers a ping or a message', async (t) => {
  trustTargets(t)
  const port = await raw(echo)
  const url = `ws://${host}:${port}/live?a=b`
  assert.partialDeepStrictEqual(await check({ type: 'websocket', url }), { outcome: 'up', facts: { status: 101 } })
  assert.equal((await check({ type: 'websocket', url, send: 'hello', expect: 'ell' })).outcome, 'up')
  assert.equal((await check({ type: 'websocket', url, send: 'hello', expect: 'nope' }, 400)).code, 'timeout')
  const secure = await tls(trusted, echo)
  assert.equal((await check({ type: 'websocket', url: `wss://${host}:${secure}/` })).outcome, 'up')
  const plain = await http((_request, response) => response.writeHead(403).end())
  const refused = await check({ type: 'websocket', url: `ws://${host}:${plain}/` })
  assert.partialDeepStrictEqual(refused, { outcome: 'down', code: 'status', facts: { status: 403 } })
  const liar = await raw((socket) =>
    socket.write('HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n'),
  )
  assert.equal((await check({ type: 'websocket', url: `ws://${host}:${liar}/` })).code, 'protocol')
})

test('a page of somebody else: as it says of itself, and unknown where nobody knows what it says', async () => {
  let indicator = 'none'
  const port = await http((request, response) => {
    assert.equal(request.url, '/api/v2/summary.json')
    const components = [
      { id: 'abc', name: 'API', status: 'partial_outage' },
      { id: 'def', name: 'Web', status: 'operational' },
    ]
    response.end(JSON.stringify({ page: {}, status: { indicator, description: 'x' }, components }))
  })
  const ask = (component: string | null = null) =>
    check({ type: 'statuspage', url: `http://${host}:${port}/`, component })
  assert.equal((await ask()).outcome, 'up')
  assert.partialDeepStrictEqual(await ask('API'), { outcome: 'down', reason: 'the page says: partial outage' })
  assert.equal((await ask('def')).outcome, 'up')
  assert.equal((await ask('Mail')).code, 'json')
  for (const [says, outcome] of [
    ['minor', 'degraded'],
    ['critical', 'down'],
    ['purple', 'unknown'],
  ] as const) {
    indicator = says
    assert.equal((await ask()).outcome, outcome)
  }
  const other = await http((_request, response) => response.end('{}'))
  assert.equal((await check({ type: 'statuspage', url: `http://${host}:${other}` })).code, 'json')
})

test('a domain: when its registration ends, and unknown where the registry does not say', async () => {
  const ends: Record<string, string> = {
    'good.test': '2027-11-22T12:00:00Z',
    'soon.test': '2026-12-01T12:00:00Z',
    'late.test': '2026-11-20T12:00:00Z',
  }
  const port = await http((request, response) => {
    const name = request.url?.split('/').at(-1) ?? ''
    if (name === 'moved.test') return void response.writeHead(302, { location: '/rdap/domain/good.test' }).end()
    if (name === 'free.test') return void response.writeHead(404).end('{}')
    const events = ends[name] ? [{ eventAction: 'expiration', eventDate: ends[name] }] : []
    response.end(JSON.stringify({ events, status: name === 'good.test' ? ['active'] : [] }))
  })
  const ask = (domain: string) => check({ type: 'domain', domain, rdapUrl: `http://${host}:${port}/rdap/` })
  assert.partialDeepStrictEqual(await ask('good.test'), { outcome: 'up', facts: { domainDays: 365 } })
  assert.equal((await ask('moved.test')).outcome, 'up')
  assert.partialDeepStrictEqual(await ask('soon.test'), {
    outcome: 'degraded',
    code: 'expiring',
    reason: 'the registration ends in 9 days',
  })
  assert.partialDeepStrictEqual(await ask('late.test'), { outcome: 'down', code: 'expiring' })
  assert.equal((await ask('free.test')).outcome, 'down')
  assert.equal((await ask('quiet.test')).outcome, 'unknown')
})
