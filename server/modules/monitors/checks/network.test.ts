import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EgressFailed } from '#platform/egress'
import { areExpected } from './dns.ts'
import { dnsServer } from './dns-server.fixture.ts'
import {
  check,
  closedPort,
  drip,
  egressTo,
  flood,
  http,
  raw,
  tls,
  trusted,
  trustTargets,
  untrusted,
} from './targets.fixture.ts'

const host = '127.0.0.1'

test('a port that takes connections is up, and nothing is sent to it', async () => {
  let received = 0
  const port = await raw((socket) => socket.on('data', ({ length }) => (received += length)))
  assert.partialDeepStrictEqual(await check({ type: 'tcp', host, port }), { outcome: 'up', facts: { ip: 'IPv4' } })
  assert.equal(received, 0)
  const gone = await check({ type: 'tcp', host, port: await closedPort() })
  assert.partialDeepStrictEqual(gone, { outcome: 'down', code: 'connect', reason: 'no connection could be made' })
})

test('what a port says by itself must have the text', async () => {
  const ssh = await raw((socket) => {
    socket.write('SSH-2.0-')
    setTimeout(() => socket.write('OpenSSH_9.6\r\n'), 20)
  })
  assert.equal((await check({ type: 'tcp', host, port: ssh, banner: 'OpenSSH' })).outcome, 'up')
  const wrong = await raw((socket) => socket.end('220 mail\r\n'))
  assert.partialDeepStrictEqual(await check({ type: 'tcp', host, port: wrong, banner: 'SSH' }), { code: 'keyword' })
  const silent = await raw(() => undefined)
  assert.equal((await check({ type: 'tcp', host, port: silent, banner: 'SSH' }, 300)).code, 'timeout')
  const loud = await raw(flood('', 'x'.repeat(65_536)))
  assert.equal((await check({ type: 'tcp', host, port: loud, banner: 'SSH' })).code, 'keyword')
  const slow = await raw(drip(''))
  assert.equal((await check({ type: 'tcp', host, port: slow, banner: 'SSH' }, 300)).code, 'timeout')
})

test('addresses inside are refused for every type that has one, in every notation, and nothing connects [SEN-14]', async () => {
  let connections = 0
  const port = await raw(() => (connections += 1))
  const closed = egressTo({ allow: [] })
  for (const inner of [
    host,
    'localhost',
    'db.internal',
    '127.1',
    '2130706433',
    '0x7f.1',
    '::1',
    '::ffff:127.0.0.1',
    'named.test',
  ]) {
    const specs = [
      { type: 'tcp', host: inner, port },
      { type: 'tcp', host: inner, port, tls: true },
      { type: 'ping', host: inner, port },
      { type: 'tls', host: inner, port },
      { type: 'dns', name: 'example.com', resolver: { host: inner, port } },
      { type: 'smtp', host: inner, port },
      { type: 'grpc', host: inner, port },
      { type: 'postgres', host: inner, port, user: 'a' },
      { type: 'mysql', host: inner, port, user: 'a' },
      { type: 'redis', host: inner, port },
      { type: 'websocket', url: `ws://${inner.includes(':') ? `[${inner}]` : inner}:${port}/` },
    ]
    for (const spec of specs) {
      const result = await check(spec, 1000, closed)
      assert.partialDeepStrictEqual(result, { outcome: 'unknown', code: 'not_permitted' }, `${spec.type} ${inner}`)
    }
  }
  assert.equal(connections, 0)
})

test('the platform’s own listeners are refused, whatever is opened', async () => {
  const port = await raw(() => undefined)
  const own = egressTo({ ownListeners: () => [{ address: '0.0.0.0', port }] })
  const result = await check({ type: 'redis', host, port, password: 'x', tls: false }, 1000, own)
  assert.partialDeepStrictEqual(result, { outcome: 'unknown', code: 'not_permitted' })
})

test('a name is resolved once, every answer is judged, and the connection goes to what was judged', async () => {
  let calls = 0
  const port = await raw((socket) => socket.end('inner'))
  const rebinding = egressTo({ lookup: async () => (calls++ === 0 ? ['127.0.0.1'] : ['127.0.0.2']) })
  const pinned = await check({ type: 'tcp', host: 'named.test', port, banner: 'inner' }, 1000, rebinding)
  assert.equal(pinned.outcome, 'up')
  assert.equal(calls, 1)
  const mixed = egressTo({ allow: [], lookup: async () => ['93.184.216.34', '127.0.0.1'] })
  assert.equal((await check({ type: 'tcp', host: 'named.test', port }, 1000, mixed)).code, 'not_permitted')
})

test('a password is not sent in the clear to an address that is not ours', async () => {
  const world = egressTo({ allow: [], lookup: async () => ['8.8.8.8'] })
  const login = { host: 'db.example.test', user: 'a', password: 'x', tls: false }
  for (const type of ['postgres', 'mysql', 'redis']) {
    const result = await check({ type, ...login }, 500, world)
    assert.partialDeepStrictEqual(result, { outcome: 'unknown', code: 'not_permitted' }, type)
  }
})

test('a ping says which kind it was: ICMP, or a connection where that is not permitted', async () => {
  const port = await raw(() => undefined)
  assert.partialDeepStrictEqual(await check({ type: 'ping', host, port }), {
    outcome: 'up',
    facts: { by: 'tcp', port },
  })
  const gone = await check({ type: 'ping', host, port: await closedPort() })
  assert.partialDeepStrictEqual(gone, { outcome: 'down', code: 'unreachable', facts: { by: 'tcp' } })
  const icmp = egressTo({ ping: async () => ({ kind: 'icmp', roundTripMs: 12.34 }) })
  assert.partialDeepStrictEqual(await check({ type: 'ping', host, port }, 1000, icmp), {
    latencyMs: 12.3,
    facts: { by: 'icmp' },
  })
  const lost = egressTo({ ping: () => Promise.reject(new EgressFailed('timeout')) })
  const nothing = await check({ type: 'ping', host, port }, 1000, lost)
  assert.partialDeepStrictEqual(nothing, { outcome: 'down', code: 'unreachable', facts: { by: 'icmp' } })
})

test('DNS: records are compared, and so is the code of the answer', async () => {
  const server = await dnsServer({
    'www.example.test A': ['192.0.2.1', '192.0.2.2'],
    'example.test MX': ['10 mail.example.test'],
    'example.test TXT': ['v=spf1 -all'],
    'example.test CAA': ['0 issue ca.example.net'],
    'gone.example.test': 3,
    'broken.example.test': 2,
    'refused.example.test': 5,
  })
  const ask = (name: string, more: object = {}) =>
    check({ type: 'dns', name, resolver: { host, port: server.port }, ...more }, 1500)
  const expected = (match: string, ...values: string[]) => ({ expected: { match, values } })
  assert.partialDeepStrictEqual(await ask('www.example.test'), { outcome: 'up', facts: { records: 2 } })
  assert.equal((await ask('www.example.test', expected('all', '192.0.2.1'))).outcome, 'up')
  assert.equal((await ask('www.example.test', expected('exactly', '192.0.2.1'))).code, 'records')
  assert.equal((await ask('www.example.test', expected('any', '192.0.2.9', '192.0.2.2'))).outcome, 'up')
  assert.equal((await ask('www.example.test', expected('any', '192.0.2.9'))).code, 'records')
  assert.equal(
    (await ask('example.test', { recordType: 'MX', ...expected('exactly', '10 Mail.Example.test.') })).outcome,
    'up',
  )
  assert.equal((await ask('example.test', { recordType: 'TXT', ...expected('exactly', 'v=spf1 -all') })).outcome, 'up')
  const caa = { recordType: 'CAA', ...expected('exactly', '0 issue "ca.example.net"') }
  assert.equal((await ask('example.test', caa)).outcome, 'up')
  assert.partialDeepStrictEqual(await ask('example.test'), { outcome: 'down', code: 'records' })
  for (const [name, code] of [
    ['gone', 'NXDOMAIN'],
    ['broken', 'SERVFAIL'],
    ['refused', 'REFUSED'],
  ]) {
    const result = await ask(`${name}.example.test`)
    assert.partialDeepStrictEqual(result, { outcome: 'down', code: 'response_code', facts: { responseCode: code } })
    assert.equal((await ask(`${name}.example.test`, { responseCode: code })).outcome, 'up')
  }
  assert.equal(
    (await check({ type: 'dns', name: 'silent.test', resolver: { host, port: server.port } }, 400)).code,
    'timeout',
  )
})

test('our own name servers are not asked for what they know of the inside', async () => {
  const names = [
    'db.internal',
    'localhost',
    'printer.local',
    '1.0.0.10.in-addr.arpa',
    '1.1.168.192.in-addr.arpa',
    'x.ip6.arpa',
  ]
  for (const name of names) {
    const result = await check({ type: 'dns', name, recordType: name.endsWith('arpa') ? 'PTR' : 'A' }, 1000)
    assert.partialDeepStrictEqual(result, { outcome: 'unknown', code: 'not_permitted' }, name)
  }
})

test('records are the expected ones: all, any, or exactly these', () => {
  const records = ['A.example.', 'b.example']
  assert.ok(areExpected({ match: 'exactly', values: ['b.example.', 'a.example'] }, records))
  assert.ok(!areExpected({ match: 'exactly', values: ['a.example'] }, records))
  assert.ok(areExpected({ match: 'all', values: ['a.example'] }, records))
  assert.ok(!areExpected({ match: 'all', values: ['a.example', 'c.example'] }, records))
  assert.ok(areExpected({ match: 'any', values: ['c.example', 'b.example'] }, records))
  assert.ok(!areExpected({ match: 'any', values: ['c.example'] }, []))
})

test('TLS: the chain, the name, and the days that are left', async (t) => {
  trustTargets(t)
  const good = await tls(trusted, () => undefined)
  const result = await check({ type: 'tls', host, port: good })
  assert.partialDeepStrictEqual(result, {
    outcome: 'up',
    facts: { certificateEnds: '2120-01-01T00:00:00.000Z', tls: 'TLSv1.3' },
  })
  const bad = await tls(untrusted, () => undefined)
  const stranger = await check({ type: 'tls', host, port: bad })
  assert.partialDeepStrictEqual(stranger, {
    outcome: 'down',
    code: 'certificate',
    reason: 'the chain of certificates is not trusted',
  })
  const other = await check({ type: 'tls', host, port: good, serverName: 'www.example.test' })
  assert.partialDeepStrictEqual(other, {
    outcome: 'down',
    code: 'certificate',
    reason: 'the certificate is not for this name',
  })
  const plain = await http((_request, response) => response.end())
  assert.partialDeepStrictEqual(await check({ type: 'tls', host, port: plain }), { outcome: 'down', code: 'tls' })
  const silent = await raw(() => undefined)
  assert.partialDeepStrictEqual(await check({ type: 'tls', host, port: silent }, 300), {
    outcome: 'down',
    code: 'timeout',
  })
})
