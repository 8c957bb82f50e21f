/** Certificates of servers that begin in the clear. */
import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { startTlsPostgres } from '../../../testing/tls-postgres.ts'
import { startTlsProtocols } from './spec.ts'
import { byLine, check, drip, flood, listen, raw, trusted, trustTargets, untrusted } from './targets.fixture.ts'

const host = '127.0.0.1'

/** Goes on encrypted; what came with the last line belongs to the handshake. */
function secure(socket: Socket, pair: typeof trusted, rest: Buffer = Buffer.alloc(0)): void {
  socket.removeAllListeners('data').pause()
  if (rest.length > 0) socket.unshift(rest)
  new TLSSocket(socket, { isServer: true, ...pair }).on('error', () => undefined)
}

const imap = (pair: typeof trusted) =>
  byLine('* OK [CAPABILITY IMAP4rev2 STARTTLS] ready\r\n', (line, socket) => {
    if (line !== 'a1 STARTTLS') return 'a1 BAD what\r\n'
    socket.write('* CAPABILITY IMAP4rev2\r\na1 OK begin\r\n')
    secure(socket, pair)
    return ''
  })

const pop3 = (pair: typeof trusted) =>
  byLine('+OK ready\r\n', (line, socket) => {
    if (line !== 'STLS') return '-ERR what\r\n'
    socket.write('+OK begin\r\n')
    secure(socket, pair)
    return ''
  })

/** The server's side of SSLRequest (PostgreSQL protocol 3.0, §54.2.10). */
const postgres = (pair: typeof trusted) => (socket: Socket) => {
  socket.once('data', (chunk) => {
    assert.deepEqual([...chunk.subarray(0, 8)], [0, 0, 0, 8, 4, 210, 22, 47])
    socket.write('S')
    secure(socket, pair, chunk.subarray(8))
  })
}

/** A greeting of protocol 10, and the request for TLS that answers it. */
const mysql = (pair: typeof trusted) => (socket: Socket) => {
  const body = Buffer.concat([
    ...[Buffer.from([10]), Buffer.from('8.4.0\0'), Buffer.alloc(4), Buffer.alloc(8, 1), Buffer.alloc(1)],
    // Capabilities: TLS, protocol 4.1, plugins.
    ...[Buffer.from([0x00, 0x8a]), Buffer.from([45, 2, 0]), Buffer.from([0x08, 0x00]), Buffer.from([21])],
    ...[Buffer.alloc(10), Buffer.alloc(12, 1), Buffer.alloc(1), Buffer.from('caching_sha2_password\0')],
  ])
  socket.write(Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]))
  socket.once('data', (chunk) => {
    assert.deepEqual([...chunk.subarray(0, 4)], [32, 0, 0, 1])
    secure(socket, pair, chunk.subarray(36))
  })
}

async function smtp(pair: typeof trusted): Promise<number> {
  const server = new SMTPServer({ ...pair, authOptional: true, logger: false })
  server.on('error', () => undefined)
  return listen(server.server)
}

const opened = (protocol: (typeof startTlsProtocols)[number], pair: typeof trusted): Promise<number> =>
  protocol === 'smtp' ? smtp(pair) : raw({ imap, pop3, postgres, mysql }[protocol](pair))

for (const startTls of startTlsProtocols) {
  test(`${startTls}: the certificate behind the plain beginning is looked at, and what is wrong with it is said`, async (t) => {
    trustTargets(t)
    const good = await check({ type: 'tls', host, startTls, port: await opened(startTls, trusted) })
    assert.partialDeepStrictEqual(good, {
      outcome: 'up',
      facts: { certificateEnds: '2120-01-01T00:00:00.000Z' },
    })
    const port = await opened(startTls, untrusted)
    assert.partialDeepStrictEqual(await check({ type: 'tls', host, startTls, port }), {
      outcome: 'down',
      code: 'certificate',
      reason: 'the chain of certificates is not trusted',
    })
    const named = { type: 'tls', host, startTls, port: await opened(startTls, trusted), serverName: 'www.example.test' }
    assert.partialDeepStrictEqual(await check(named), { code: 'certificate', outcome: 'down' })
  })

  test(`${startTls}: a server that has no TLS, talks nonsense, or hangs is down, and in time`, async () => {
    const refusals = {
      smtp: byLine('220 a\r\n', () => '250 a\r\n'),
      imap: byLine('* OK a\r\n', () => 'a1 BAD what\r\n'),
      pop3: byLine('+OK a\r\n', () => '-ERR what\r\n'),
      postgres: (socket: Socket) => void socket.once('data', () => socket.write('N')),
      mysql: (socket: Socket) => void socket.write(withoutTls),
    }
    const spec = { type: 'tls', host, startTls }
    const plain = await check({ ...spec, port: await raw(refusals[startTls]) })
    assert.partialDeepStrictEqual(plain, { outcome: 'down', code: 'tls' })
    assert.match(plain.reason, /does not offer (STARTTLS|TLS)/)
    for (const hostile of [
      () => undefined,
      drip(''),
      flood('', 'a'.repeat(65_536)),
      byLine('\r\n\0\0\0\0', () => '\r\n'),
    ]) {
      const result = await check({ ...spec, port: await raw(hostile) }, 400)
      assert.equal(result.outcome, 'down')
      assert.match(result.code, /^(timeout|protocol|too_large|tls|reset|status)$/)
    }
  })
}

test('a real PostgreSQL, with TLS and without', { timeout: 60_000 }, async (t) => {
  trustTargets(t)
  const spec = { type: 'tls', host, startTls: 'postgres' }
  const port = await startTlsPostgres(t, { key: trusted.key, certificate: trusted.cert })
  assert.partialDeepStrictEqual(await check({ ...spec, port }), { outcome: 'up', facts: { tls: 'TLSv1.3' } })
  assert.equal(
    (await check({ ...spec, port: await startTlsPostgres(t, null) })).reason,
    'the server does not offer TLS',
  )
})

const withoutTls = Buffer.concat([
  ...[Buffer.from([66, 0, 0, 0, 10]), Buffer.from('8.4.0\0'), Buffer.alloc(13), Buffer.from([0x00, 0x82])],
  ...[Buffer.from([45, 2, 0, 8, 0, 21]), Buffer.alloc(23), Buffer.from('caching_sha2_pa\0')],
])

test('what is slipped in before the handshake is not taken for what the server says after it', async () => {
  const slipped = {
    imap: byLine('* OK a\r\n', () => 'a1 OK go\r\n* BYE\r\n'),
    pop3: byLine('+OK a\r\n', () => '+OK go\r\n+OK more\r\n'),
  }
  for (const startTls of ['imap', 'pop3'] as const) {
    const result = await check({ type: 'tls', host, startTls, port: await raw(slipped[startTls]) })
    assert.partialDeepStrictEqual(result, { outcome: 'down', code: 'protocol' }, startTls)
  }
})
