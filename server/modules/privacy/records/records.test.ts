import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newHexKey } from '#platform/ids'
import { fixedPolicy, presets } from '#platform/policy'
import { openHouse, type House } from '../../staff/house.fixture.ts'
import { findRecords } from './find-records.ts'
import { recordKinds } from './record.ts'

const day = (at: House, plus = 0) => new Date(at.clock().getTime() + plus * 86_400_000).toISOString().slice(0, 10)

const input = (at: House, more: object = {}) => ({
  ...{ kind: 'training', about: `about-${newHexKey(4)}`, what: 'Everyone learned how to handle data' },
  ...{ happenedOn: day(at, -10), doneBy: 'Grace Hopper', validUntil: day(at, 30) },
  ...{ documentSha256: 'b'.repeat(64), reference: 'binder 7, page 2' },
  ...more,
})

for (const [name, preset] of Object.entries(presets)) {
  test(`${name}: evidence counts until its last day, and is stale on the next [AHU-29] [AHU-30] [DSE-30] [OPS-51] [CAB-26] [OPS-26] [DSE-39]`, async (t) => {
    const at = await openHouse(t)
    const staff = await at.browser(at.root)
    const services = { ...at.services, policy: fixedPolicy(preset) }
    for (const kind of recordKinds) {
      const body = input(at, { kind, validUntil: day(at, 2) })
      const found = async (now = services.now) => findRecords({ ...services, now }, kind, body.about)
      assert.deepEqual(await found(), { current: [], stale: [] })
      const answer = await staff.send('POST', '/staff/records', body)
      assert.equal(answer.status, 201, JSON.stringify(answer.body))
      assert.partialDeepStrictEqual(answer.body, { ...body, state: 'current', recordedBy: at.root.id })
      const later = (days: number) => () => new Date(Date.parse(`${day(at)}T12:00:00Z`) + days * 86_400_000)
      assert.deepEqual(
        (await found(later(2))).current.map(({ id }) => id),
        [answer.body.id],
        kind,
      )
      assert.deepEqual(
        (await found(later(3))).stale.map(({ id }) => id),
        [answer.body.id],
        kind,
      )
      assert.deepEqual((await found(later(3))).current, [], kind)
    }
  })
}

test('what was wrong is withdrawn once, with a reason, and counts for nothing from then on', async (t) => {
  const at = await openHouse(t)
  const staff = await at.browser(at.root)
  const body = input(at, { kind: 'restoreDrill' })
  const { id } = (await staff.send('POST', '/staff/records', body)).body
  const withdrawn = await staff.send('POST', `/staff/records/${id}/withdrawal`, { reason: 'It was another backup' })
  assert.partialDeepStrictEqual(withdrawn.body, { state: 'withdrawn', withdrawnReason: 'It was another backup' })
  assert.deepEqual(await findRecords(at.services, 'restoreDrill', body.about), { current: [], stale: [] })
  assert.equal((await staff.send('POST', `/staff/records/${id}/withdrawal`, { reason: 'Again' })).status, 409)
  const unknown = `rec_${'0'.repeat(32)}`
  assert.equal((await staff.send('POST', `/staff/records/${unknown}/withdrawal`, { reason: 'No' })).status, 404)
  const { items } = (await staff.send('GET', '/staff/records?kind=restoreDrill')).body
  assert.ok(items.some((one: { id: string; state: string }) => one.id === id && one.state === 'withdrawn'))
})

test('evidence of days that cannot be is refused', async (t) => {
  const at = await openHouse(t)
  const staff = await at.browser(at.root)
  for (const [field, more] of [
    ['happenedOn', { happenedOn: day(at, 3) }],
    ['validUntil', { validUntil: day(at, -11) }],
    ['validUntil', { validUntil: day(at, 1_200) }],
    ['documentSha256', { documentSha256: 'x' }],
    ['kind', { kind: 'belief' }],
  ] as const) {
    const answer = await staff.send('POST', '/staff/records', input(at, more))
    assert.equal(answer.status, 400, field)
    assert.match(JSON.stringify(answer.body), new RegExp(field))
  }
})

test('evidence is written down by those who run the installation alone', async (t) => {
  const at = await openHouse(t)
  const stranger = await at.browser(await at.person('Eve', { protect: true }))
  assert.equal((await stranger.send('GET', '/staff/records')).status, 403)
  assert.equal((await stranger.send('POST', '/staff/records', input(at))).status, 403)
})
