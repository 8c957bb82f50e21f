/** Checks of servers that ask who calls. */
import assert from 'node:assert/strict'
import { createServer } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { test } from 'node:test'
import { inTransaction, sql } from '#platform/database'
import { listAssignments } from '../assignments.ts'
import { openChecks } from '../checks.fixture.ts'
import { hiddenSecret } from './hidden-secret.ts'
import { checkSpec } from './spec.ts'
import { check, listen, trusted, trustTargets, untrusted } from './targets.fixture.ts'

/** Lets in only who has the second certificate, and answers with the number of it. */
function picky(answer: (url: string) => { status: number; location?: string } = () => ({ status: 200 })) {
  const options = { ...trusted, requestCert: true, rejectUnauthorized: true, ca: [untrusted.cert] }
  return listen(
    createServer(options, (request, response) => {
      const { status, location } = answer(request.url ?? '')
      const { serialNumber } = (request.socket as TLSSocket).getPeerCertificate() // an https server's sockets are these
      response.writeHead(status, { ...(location !== undefined && { location }) }).end(`serial ${serialNumber}`)
    }),
  )
}

const own = { certificate: untrusted.cert, key: untrusted.key }
const http = (port: number, more: object = {}) => ({ type: 'http', url: `https://127.0.0.1:${port}/`, ...more })

test('a server that asks for a certificate gets that of the monitor, and refuses who has none or another one', async (t) => {
  trustTargets(t)
  const port = await picky()
  const keyword = { text: 'serial 02', expect: 'present' }
  const known = await check(http(port, { clientCertificate: own, keyword }))
  assert.partialDeepStrictEqual(known, { outcome: 'up', facts: { status: 200 } })
  for (const clientCertificate of [null, { certificate: trusted.cert, key: trusted.key }]) {
    const refused = await check(http(port, { clientCertificate }))
    assert.equal(refused.outcome, 'down')
    assert.match(refused.code, /^(tls|reset)$/)
  }
})

test('the certificate is shown where the monitor says, and not to where that server redirects', async (t) => {
  trustTargets(t)
  const other = await picky()
  const port = await picky((url) =>
    url === '/' ? { status: 302, location: '/here' } : { status: 302, location: `https://127.0.0.1:${other}/` },
  )
  const within = { statuses: [{ from: 302, to: 302 }], maxRedirects: 0, clientCertificate: own }
  assert.equal((await check(http(port, within))).outcome, 'up')
  const beyond = await check(http(port, { clientCertificate: own, maxRedirects: 3 }))
  assert.equal(beyond.outcome, 'down')
  assert.match(beyond.code, /^(tls|reset)$/)
})

test('what is no certificate, no key, or not its key is refused at its field', () => {
  const fault = (clientCertificate: object) => {
    const { error } = checkSpec.safeParse({ type: 'http', url: 'https://shop.example', clientCertificate })
    return error?.issues.map(({ path }) => path.join('.'))
  }
  assert.equal(fault(own), undefined)
  assert.equal(fault({ ...own, key: hiddenSecret }), undefined)
  assert.deepEqual(fault({ ...own, certificate: 'my certificate' }), ['clientCertificate.certificate'])
  assert.deepEqual(fault({ ...own, key: 'my key' }), ['clientCertificate.key'])
  assert.deepEqual(fault({ ...own, key: trusted.key }), ['clientCertificate.key'])
  assert.deepEqual(fault({ ...own, key: untrusted.cert }), ['clientCertificate.key'])
  assert.deepEqual(fault({ ...own, key: `${untrusted.key}${' '.repeat(16_384)}` }), ['clientCertificate.key'])
})

test('the key is sealed, shown to nobody, kept when it is sent back, and asked for again with another certificate', async () => {
  const at = await openChecks('2030-05-08T10:00:00Z')
  const secret = untrusted.key.split('\n')[1] ?? ''
  assert.ok(secret.length > 40)
  const spec = { type: 'http', url: 'https://shop.example/health', clientCertificate: own }
  const id = await at.create({ spec })
  const shown = await at.get(`/check-monitors/${id}`)
  assert.equal(shown.spec.clientCertificate.key, hiddenSecret)
  assert.equal(shown.spec.clientCertificate.certificate, untrusted.cert)
  const change = (changed: object) => at.send('PATCH', `/check-monitors/${id}`, { spec: changed })
  assert.equal((await change(shown.spec)).status, 200)
  const [assignment] = await inTransaction(at.ctx, (tx) => listAssignments(tx, 'here'))
  assert.partialDeepStrictEqual(assignment?.spec, { clientCertificate: { key: untrusted.key } })
  const moved = { ...shown.spec, url: 'https://elsewhere.example/health' }
  assert.equal((await change(moved)).status, 400, 'a key does not follow to another server')
  const clientCertificate = { certificate: trusted.cert, key: hiddenSecret }
  assert.equal((await change({ ...shown.spec, clientCertificate })).status, 400, 'nor to another certificate')
  const { rows } = await inTransaction(at.ctx, (tx) =>
    sql<{ row: string }>`select row_to_json(m)::text as row from monitors m where id = ${id}`.execute(tx.db),
  )
  const audit = await (await at.send('GET', '/audit-entries')).text()
  for (const text of [rows[0]?.row ?? '', audit, JSON.stringify(shown)]) assert.ok(!text.includes(secret))
})

test('a monitor that was stored before there were client certificates is read, changed and checked as it was', async () => {
  const at = await openChecks('2030-05-09T10:00:00Z')
  const id = await at.create()
  await inTransaction(at.ctx, (tx) =>
    sql`update monitors set spec = spec - 'clientCertificate' where workspace_id = ${tx.workspaceId}`.execute(tx.db),
  )
  const shown = await at.get(`/check-monitors/${id}`)
  assert.equal(shown.spec.type, 'http')
  assert.equal((await at.send('PATCH', `/check-monitors/${id}`, { spec: shown.spec })).status, 200)
  const [assignment] = await inTransaction(at.ctx, (tx) => listAssignments(tx, 'here'))
  assert.partialDeepStrictEqual(assignment?.spec, { clientCertificate: null })
})
