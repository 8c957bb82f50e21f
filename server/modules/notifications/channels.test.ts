import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction, sql } from '#platform/database'
import { withRole } from '#testing'
import { alertKinds, maxChannels } from './channel.ts'
import {
  ask,
  createEmail,
  createWebhook,
  house,
  listDeliveries,
  receiver,
  type CreatedChannel,
} from './test-support.ts'

const url = 'http://127.0.0.1:39999/hook'

test('a webhook channel shows its signing secret once, and keeps it sealed [CAB-11]', async () => {
  const place = await house()
  const created = await ask<CreatedChannel & { enabled: boolean }>(place, 'POST', '/notification-channels', {
    type: 'webhook',
    name: 'Pager',
    url,
  })
  assert.equal(created.status, 201)
  assert.match(created.body.signingSecret ?? '', /^whsec_/)
  assert.equal(created.body.enabled, true)
  const read = await ask(place, 'GET', `/notification-channels/${created.body.id}`)
  assert.equal(read.status, 200)
  assert.ok(!('signingSecret' in read.body))
  const list = await ask<{ items: object[] }>(place, 'GET', '/notification-channels')
  assert.deepEqual(list.body.items, [read.body])
  const stored = await inTransaction(place.ctx, (tx) =>
    sql<{ signingSecret: string }>`select signing_secret from notification_channels`.execute(tx.db),
  )
  assert.match(stored.rows[0]!.signingSecret, /^v1\./)
  assert.ok(!stored.rows[0]!.signingSecret.includes(created.body.signingSecret!.slice(6, 20)))
})

test('an e-mail channel has no secret, and its address is kept in one form', async () => {
  const place = await house()
  const { body } = await ask<{ address: string; url: null; events: string[] }>(
    place,
    'POST',
    '/notification-channels',
    {
      type: 'email',
      name: 'On duty',
      address: ' ada@EXAMPLE.com ',
    },
  )
  assert.equal(body.address, 'ada@example.com')
  assert.deepEqual(body.events, [...alertKinds])
  assert.ok(!('signingSecret' in body))
})

test('S-04, S-05: a URL into a private network, with another scheme or of ourselves is refused, and the field is named [SEN-14]', async () => {
  const place = await house()
  const { id } = await createWebhook(place, url)
  const urls = [
    'http://10.0.0.1/hook',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/hook',
    'http://localhost/hook',
    'file:///etc/passwd',
    'http://user:pw@127.0.0.1/hook',
    'not a url',
  ]
  for (const bad of urls) {
    const created = await ask<{ fields: { path: string }[] }>(place, 'POST', '/notification-channels', {
      type: 'webhook',
      name: 'Pager',
      url: bad,
    })
    assert.equal(created.status, 400, bad)
    assert.equal(created.body.fields[0]?.path, 'url', bad)
    assert.equal((await ask(place, 'PATCH', `/notification-channels/${id}`, { url: bad })).status, 400, bad)
  }
})

test('a name or an address that could become a header is refused', async () => {
  const place = await house()
  const create = (body: object) => ask(place, 'POST', '/notification-channels', { type: 'email', ...body })
  assert.equal((await create({ name: 'a\r\nBcc: eve@example.com', address: 'ada@example.com' })).status, 400)
  assert.equal((await create({ name: 'a', address: 'ada@example.com\r\nBcc: eve@example.com' })).status, 400)
  assert.equal((await create({ name: 'a', address: 'ada@example.com, eve@example.com' })).status, 400)
})

test('there is one channel to a place, and there are at most so many', async () => {
  const place = await house()
  await createEmail(place, 'ada@example.com')
  const again = await ask(place, 'POST', '/notification-channels', {
    type: 'email',
    name: 'b',
    address: 'Ada@example.com',
  })
  assert.equal(again.status, 409)
  for (let count = 1; count < maxChannels; count += 1) {
    const { id } = await createEmail(place, `ada${count}@example.com`)
    assert.ok(id, `channel ${count + 1}`)
  }
  const other = { type: 'email', name: 'one more', address: 'eve@example.com' }
  assert.equal((await ask(place, 'POST', '/notification-channels', other)).status, 409)
})

test('a channel can be changed, switched off and on again', async () => {
  const place = await house()
  const { id } = await createEmail(place, 'ada@example.com')
  const path = `/notification-channels/${id}`
  const changed = await ask(place, 'PATCH', path, {
    name: 'Nights',
    address: 'bob@example.com',
    events: ['incident.opened'],
  })
  assert.partialDeepStrictEqual(changed.body, {
    name: 'Nights',
    address: 'bob@example.com',
    events: ['incident.opened'],
  })
  const off = await ask(place, 'PATCH', path, { enabled: false })
  assert.partialDeepStrictEqual(off.body, { enabled: false, disabledReason: 'switched off by hand' })
  const on = await ask(place, 'PATCH', path, { enabled: true })
  assert.partialDeepStrictEqual(on.body, { enabled: true, disabledReason: null })
  assert.equal((await ask(place, 'PATCH', path, { url })).status, 400)
  assert.equal((await ask(place, 'DELETE', path)).status, 204)
  assert.equal((await ask(place, 'GET', path)).status, 404)
})

test('a viewer sees channels and deliveries and changes none', async (t) => {
  const place = await house()
  const { url: target } = await receiver(t)
  const { id } = await createWebhook(place, target)
  const { body: tested } = await ask<{ deliveryId: string }>(place, 'POST', `/notification-channels/${id}/test`)
  const viewer = { ctx: withRole(place.ctx, 'viewer') }
  assert.equal((await ask(viewer, 'GET', `/notification-channels/${id}`)).status, 200)
  assert.equal((await listDeliveries(viewer)).length, 1)
  const writes: [string, string, object?][] = [
    ['POST', '/notification-channels', { type: 'email', name: 'x', address: 'x@example.com' }],
    ['PATCH', `/notification-channels/${id}`, { enabled: false }],
    ['DELETE', `/notification-channels/${id}`],
    ['POST', `/notification-channels/${id}/test`],
    ['POST', `/deliveries/${tested.deliveryId}/replay`],
  ]
  for (const [method, path, body] of writes) assert.equal((await ask(viewer, method, path, body)).status, 403, path)
})

test('another workspace cannot tell that a channel or a delivery exists', async (t) => {
  const place = await house()
  const { url: target } = await receiver(t)
  const { id } = await createWebhook(place, target)
  const { body: tested } = await ask<{ deliveryId: string }>(place, 'POST', `/notification-channels/${id}/test`)
  const stranger = await house()
  const absent = 'chn_00000000000000000000000000000000'
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? { name: 'mine' } : undefined
    const theirs = await ask<{ detail: string }>(stranger, method, `/notification-channels/${id}`, body)
    const none = await ask<{ detail: string }>(stranger, method, `/notification-channels/${absent}`, body)
    assert.equal(theirs.status, 404, method)
    assert.equal(theirs.body.detail, none.body.detail)
  }
  assert.equal((await ask(stranger, 'POST', `/notification-channels/${id}/test`)).status, 404)
  assert.equal((await ask(stranger, 'POST', `/deliveries/${tested.deliveryId}/replay`)).status, 404)
  assert.deepEqual(await listDeliveries(stranger), [])
  assert.deepEqual(await listDeliveries(stranger, `?channelId=${id}`), [])
})
