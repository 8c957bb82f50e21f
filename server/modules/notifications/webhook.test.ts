import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { clip } from './message.ts'
import { changeMessage } from './message-fixture.ts'
import { maxBodyBytes, newSigningSecret, webhookBody, webhookHeaders } from './webhook.ts'

const id = 'dlv_0190f3c2a1b57c3d8e4f5a6b7c8d9e0f'

test('the signature is one that the independent verifier accepts, whatever the text', () => {
  const secret = newSigningSecret()
  for (const title of [
    'Checkout is slow',
    'Zahlung schlägt fehl – 支払い 🔥',
    'ends in a line break\n',
    '  "quoted" \\ \u2028',
  ]) {
    const body = webhookBody(changeMessage({ title }))
    const headers = webhookHeaders({ id, secret, body, at: new Date() })
    assert.partialDeepStrictEqual(new Webhook(secret).verify(body, headers), {
      type: 'incident.opened',
      timestamp: '2026-01-01T10:00:01.000Z',
      data: { incident: { title, project: { name: 'Shop' }, environment: 'production', release: '1.2.3' } },
    })
  }
  const raw = 'spaces  and a trailing newline\n'
  new Webhook(secret).verify(raw, webhookHeaders({ id, secret, body: raw, at: new Date() }), { jsonParse: false })
})

test('K-12: a changed body, another secret, another id and an attempt of six minutes ago are refused', () => {
  const secret = newSigningSecret()
  const body = webhookBody(changeMessage())
  const headers = webhookHeaders({ id, secret, body, at: new Date() })
  const verifier = new Webhook(secret)
  assert.throws(() => verifier.verify(`${body} `, headers))
  assert.throws(() => new Webhook(newSigningSecret()).verify(body, headers))
  assert.throws(() => verifier.verify(body, { ...headers, 'webhook-id': 'dlv_2' }))
  assert.throws(() => verifier.verify(body, webhookHeaders({ id, secret, body, at: new Date(Date.now() - 360_000) })))
})

test('a secret is whsec_ and 32 bytes in base64, and each is another', () => {
  const secret = newSigningSecret()
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  assert.equal(Buffer.from(secret.slice(6), 'base64').length, 32)
  assert.notEqual(secret, newSigningSecret())
})

test('nothing is signed with an empty or a short secret, nor under an id with a dot', () => {
  const sign = (secret: string, webhookId = id) => webhookHeaders({ id: webhookId, secret, body: '{}', at: new Date() })
  for (const secret of ['', 'whsec_', 'whsec_AAAA', 'no prefix at all']) assert.throws(() => sign(secret), /secret/)
  assert.throws(() => sign(newSigningSecret(), 'dlv.1'), /dot/)
})

test('the body is under 20 kB with the longest texts that there can be', () => {
  const worst = '\u0001'.repeat(20_000)
  const body = webhookBody(
    changeMessage({
      title: clip(worst, 500),
      culprit: clip(worst, 500),
      release: clip(worst, 200),
      environment: clip(worst, 200),
      project: { id: id, name: worst.slice(0, 200) },
    }),
  )
  assert.ok(Buffer.byteLength(body) < maxBodyBytes, `${Buffer.byteLength(body)} bytes`)
})

test('a text that is cut never ends in half a character', () => {
  assert.equal(clip('ab🔥cd', 4), 'ab…')
  assert.equal(clip('ab🔥c', 5), 'ab🔥c')
})
