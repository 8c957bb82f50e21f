import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inPlatformTransaction, sql } from '#platform/database'
import { call, testContext, testServices, withRole } from '#testing'
import { endpoints } from './routes.ts'

async function members(ctx: Context) {
  const answer = await call(ctx, endpoints, 'GET', '/members')
  assert.equal(answer.status, 200)
  return (await answer.json()).items
}

test('the list of members says who needs more than a password, and not what it is', async () => {
  const ctx = await testContext()
  const services = await testServices()
  const [before] = await members(ctx)
  assert.partialDeepStrictEqual(before, { userId: ctx.actor.id, role: 'owner', secondFactor: false })
  const write = (confirmedAt: Date | null) =>
    inPlatformTransaction(services, ({ db }) =>
      sql`insert into totp_factors (user_id, secret, created_at, confirmed_at)
        values (${ctx.actor.id}, 'sealed', ${ctx.now()}, ${confirmedAt})
        on conflict (user_id) do update set confirmed_at = excluded.confirmed_at`.execute(db),
    )
  await write(null)
  assert.equal((await members(ctx))[0].secondFactor, false)
  await write(ctx.now())
  const [after] = await members(withRole(ctx, 'viewer'))
  assert.equal(after.secondFactor, true)
  assert.deepEqual(Object.keys(after).sort(), ['email', 'joinedAt', 'name', 'role', 'secondFactor', 'userId'])
})
