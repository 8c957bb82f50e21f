import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#platform/database'
import type { PolicyProfile } from '#platform/policy'
import { dayMs, policyHouse, preset } from './house.fixture.ts'

const strict = preset('strict')
const longer: PolicyProfile = { ...strict, retention: { ...strict.retention, requestLogDays: 40 } }

test('the first use after a version took effect is on record, once a person and version; of the inactive there is none [DSE-57]', async (t) => {
  const at = await policyHouse(t, strict)
  const [one, two] = [await at.start(longer), await at.start(longer)]
  const first = one.services.policy.version().version
  const [ada, bob] = [await at.person('Ada'), await at.person('Bob')]
  const records = async (user: { id: string }) => {
    const { rows } = await sql<{ policyVersion: string; way: string; acceptedAt: Date }>`
      select policy_version, way, accepted_at from policy_acceptances where user_id = ${user.id} order by accepted_at`.execute(
      at.base.database.kysely,
    )
    return rows
  }
  const use = async (process: typeof one) =>
    assert.equal((await process.send('GET', '/user', undefined, await at.cookie(ada))).status, 200)
  assert.deepEqual(await records(ada), [], 'to sign in is not to use')
  await use(one)
  await use(one)
  await use(two)
  const begun = { policyVersion: first, way: 'continuedUse', acceptedAt: at.clock() }
  assert.deepEqual(await records(ada), [begun])

  at.clock.advance(dayMs)
  await at.announce(one)
  const second = one.services.policy.announced()?.version ?? ''
  at.clock.advance(14 * dayMs - 1)
  await use(one)
  assert.deepEqual(await records(ada), [begun], 'what only was announced is agreed to by nobody')
  at.clock.advance(1 + 3 * dayMs)
  await Promise.all([use(one), use(two), use(one)])
  at.clock.advance(dayMs)
  await use(one)
  const acceptedAt = new Date(at.clock().getTime() - dayMs)
  assert.deepEqual(await records(ada), [begun, { policyVersion: second, way: 'continuedUse', acceptedAt }])
  assert.deepEqual(await records(bob), [])
})

test('a person accepts explicitly, sees every acceptance with version, time and way, and none of anybody else [DSE-04]', async (t) => {
  const at = await policyHouse(t, strict)
  const process = await at.start(longer)
  const [ada, bob] = [await at.person('Ada'), await at.person('Bob')]
  const cookie = await at.cookie(ada)
  const first = process.services.policy.version().version
  const accept = (policyVersion: string) => process.send('POST', '/user/policy-acceptances', { policyVersion }, cookie)
  const list = async (of = cookie) => (await process.send('GET', '/user/policy-acceptances', undefined, of)).body.items
  assert.equal((await accept('2020-01-01')).status, 409)
  assert.equal((await accept(first)).status, 204)
  assert.equal((await accept(first)).status, 204)
  const ways = (items: { policyVersion: string; way: string }[]) =>
    items.map((one) => [one.policyVersion, one.way]).toSorted()
  assert.deepEqual(ways(await list()), [
    [first, 'continuedUse'],
    [first, 'explicit'],
  ])
  assert.deepEqual(ways(await list(await at.cookie(bob))), [[first, 'continuedUse']])
  await at.announce(process)
  const second = process.services.policy.announced()?.version ?? ''
  assert.equal((await accept(second)).status, 204, 'what was announced can be accepted before it holds')
  at.clock.advance(14 * dayMs)
  assert.deepEqual(
    ways(await list(await at.cookie(ada))).filter(([version]) => version === second),
    [[second, 'explicit']],
    'whoever said so need not show it by use',
  )
})
