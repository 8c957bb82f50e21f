import assert from 'node:assert/strict'
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { testContext } from '#testing'
import { check, raw } from './targets.fixture.ts'
import { createScram, md5Password } from './scram.ts'

test('SCRAM-SHA-256 is that of the example in RFC 7677, and a server that does not know the password is found out', () => {
  const scram = createScram('pencil', 'rOprNGfwEbeRWgbNEkqO')
  const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0'
  // The example has a user name in its first message; PostgreSQL wants none, so the proof differs and the form does not.
  const final = scram.next(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`)
  assert.ok(final.startsWith(`c=biws,r=${nonce},p=`))
  assert.ok(!scram.isServer('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='))
  for (const hostile of [
    `r=other,s=AAAA,i=4096`,
    `r=${nonce},s=W22Z,i=1000000000`,
    `r=${nonce},s=,i=1`,
    '',
    `r=${nonce},s=W22Z`,
  ]) {
    assert.throws(() => createScram('pencil', 'rOprNGfwEbeRWgbNEkqO').next(hostile), { kind: 'protocol' }, hostile)
  }
})

test('the older kind of login', () => {
  const salted = md5Password('ada', 'secret', Buffer.from([1, 2, 3, 4]))
  assert.match(salted, /^md5[0-9a-f]{32}$/)
  assert.notEqual(salted, md5Password('ada', 'secret', Buffer.from([1, 2, 3, 5])))
})

/** The server's side of a login (RFC 5802 §3), which keeps a stored key and no password. */
function scramServer(password: string, knowsIt = true) {
  const salt = Buffer.from('0123456789abcdef')
  const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256')
  const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest()
  const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
  const storedKey = sha(hmac(salted, 'Client Key'))
  const message = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(body.length + 4)
    return Buffer.concat([Buffer.from(type), length, body])
  }
  const auth = (kind: number, text: string) =>
    message('R', Buffer.concat([Buffer.from([0, 0, 0, kind]), Buffer.from(text)]))
  return (socket: Socket) => {
    let step = 0
    let bare = ''
    let first = ''
    socket.on('data', (chunk) => {
      step += 1
      const text = chunk.toString('latin1')
      if (step === 1) return socket.write(auth(10, 'SCRAM-SHA-256\0\0'))
      if (step === 2) {
        bare = text.slice(text.indexOf('n,,') + 3)
        first = `r=${bare.slice(bare.indexOf('r=') + 2)}server,s=${salt.toString('base64')},i=4096`
        return socket.write(auth(11, first))
      }
      if (step > 3) return undefined
      const [, final = '', proof = ''] = /(c=biws,r=[^,]+),p=(.+)$/.exec(text) ?? []
      const signed = `${bare},${first},${final}`
      const signature = hmac(storedKey, signed)
      const clientKey = Buffer.from(Buffer.from(proof, 'base64').map((byte, index) => byte ^ (signature[index] ?? 0)))
      if (!sha(clientKey).equals(storedKey)) {
        return socket.end(message('E', Buffer.from('SFATAL\0C28P01\0Mpassword authentication failed for user\0\0')))
      }
      const verifier = hmac(hmac(salted, knowsIt ? 'Server Key' : 'Guess'), signed).toString('base64')
      socket.write(Buffer.concat([auth(12, `v=${verifier}`), auth(0, ''), message('S', Buffer.from('a\0b\0'))]))
      return socket.write(message('Z', Buffer.from('I')))
    })
  }
}

test('PostgreSQL: the right password gets in by SCRAM, and no other', async () => {
  const port = await raw(scramServer('pencil'))
  const spec = { type: 'postgres', host: '127.0.0.1', port, user: 'ada', tls: false }
  assert.partialDeepStrictEqual(await check({ ...spec, password: 'pencil' }), { outcome: 'up', code: 'ok' })
  const wrong = await check({ ...spec, password: 'pen' })
  assert.partialDeepStrictEqual(wrong, { outcome: 'down', code: 'login', facts: { sqlState: '28P01' } })
  assert.partialDeepStrictEqual(await check(spec), { outcome: 'down', code: 'login' })
  const liar = await raw(scramServer('pencil', false))
  assert.partialDeepStrictEqual(await check({ ...spec, port: liar, password: 'pencil' }), {
    outcome: 'down',
    code: 'login',
  })
})

test('PostgreSQL: a real server is ready, or says what is missing', { timeout: 60_000 }, async () => {
  const ctx = await testContext()
  const url = /^postgres(?:ql)?:\/\/([^:@]*)(?::([^@]*))?@([^/]*)\/([^?]*)(?:\?host=(.*))?$/.exec(
    ctx.database.connectionString,
  )
  const [, user = '', given, address = '', database = '', path] = url ?? []
  // The embedded one listens on a path only.
  const target =
    path === undefined
      ? { host: new URL(`http://${address}`).hostname, port: Number(address.split(':')[1] ?? 5432) }
      : { path: join(decodeURIComponent(path), '.s.PGSQL.5432') }
  const port = await raw((socket) => {
    const inner = connect(target)
    inner.on('error', () => socket.destroy())
    socket.on('error', () => inner.destroy())
    socket.pipe(inner).pipe(socket)
  })
  const password = given ? decodeURIComponent(given) : null
  const spec = {
    type: 'postgres',
    host: '127.0.0.1',
    port,
    user: decodeURIComponent(user),
    database,
    password,
    tls: false,
  }
  assert.partialDeepStrictEqual(await check(spec), { outcome: 'up', code: 'ok' })
  const missing = await check({ ...spec, database: 'nowhere' })
  assert.partialDeepStrictEqual(missing, { outcome: 'down', code: 'login', facts: { sqlState: '3D000' } })
  if (path !== undefined)
    assert.partialDeepStrictEqual(await check({ ...spec, tls: true }), { outcome: 'down', code: 'tls' })
})
