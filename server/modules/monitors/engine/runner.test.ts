import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { recordSignals, resolveRecovered } from '#modules/incidents'
import { systemContext } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { eventually, testContext } from '#testing'
import type { CheckResult, CheckSpec } from '../checks/index.ts'
import { down, openChecks, up } from '../checks.fixture.ts'
import { followChecks } from './follow-checks.ts'
import { claimSlots, holdLease, releaseLease } from './lease.ts'
import { createCheckRunner } from './runner.ts'
import { sweepChecks } from './sweep.ts'

const downstream = { recordSignals, resolveRecovered }

before(async () => {
  // Monitors of other files' tests are nobody's business here.
  const { rows } = await inPlatformTransaction(await testContext(), (tx) =>
    sql<{ count: number }>`select count(*) as count from check_states`.execute(tx.db),
  )
  assert.equal(rows[0]?.count, 0)
})

test('of two processes one holds the lease, the next one takes over, and the old one takes no slot any more', async () => {
  const at = await openChecks('2030-03-01T10:00:00Z')
  const id = await at.create()
  const first = await holdLease(at.ctx, 'first')
  assert.ok(first)
  assert.equal(await holdLease(at.ctx, 'second'), undefined)
  assert.equal(await holdLease(at.ctx, 'first'), first, 'kept')
  const slot = (seconds: number) => [
    {
      workspaceId: at.ctx.workspaceId,
      monitorId: id,
      at: new Date(at.now().getTime() + seconds * 1000),
      intervalMs: 60_000,
    },
  ]
  assert.equal((await claimSlots(at.ctx, first, slot(0))).size, 1)
  assert.equal((await claimSlots(at.ctx, first, slot(0))).size, 0, 'the same slot twice')
  await releaseLease(at.ctx, 'first')
  const second = await holdLease(at.ctx, 'second')
  assert.ok(second && second > first)
  const both = await Promise.all([claimSlots(at.ctx, second, slot(60)), claimSlots(at.ctx, second, slot(60))])
  assert.equal(both[0].size + both[1].size, 1)
  assert.equal((await claimSlots(at.ctx, first, slot(120))).size, 0, 'fenced')
  assert.equal((await claimSlots(at.ctx, second, slot(-86_400))).size, 1, 'the clock was set back by a day')
  await releaseLease(at.ctx, 'second')
  await at.send('DELETE', `/check-monitors/${id}`)
})

/** Monitors of a workspace at the real time, and what checks of them say. */
async function openRunner(count: number) {
  const at = await openChecks(new Date().toISOString())
  const ctx = { ...systemContext(await testContext(), at.ctx.workspaceId, 'test') }
  const ids: string[] = []
  for (let n = 0; n < count; n++) {
    const spec = { type: 'tcp', host: `host-${n}.example`, port: 443 }
    ids.push(await at.create({ spec, intervalSeconds: 20, failuresToOpen: 1, successesToResolve: 1 }))
  }
  const asked: { host: string; ms: number }[] = []
  const say = { result: up, times: 0 }
  const check = async (_: unknown, spec: CheckSpec): Promise<CheckResult> => {
    if (spec.type === 'tcp') asked.push({ host: spec.host, ms: Date.now() })
    say.times++
    return say.result
  }
  const conditions = async () => (await at.get('/check-monitors')).counts
  const close = async () => {
    for (const id of ids) await at.send('DELETE', `/check-monitors/${id}`)
  }
  return { at, ctx, ids, asked, say, check, conditions, close }
}

test('new monitors are checked at once, by one of two processes, each once a slot', async () => {
  const { at, ctx, ids, asked, check, conditions, close } = await openRunner(12)
  const runners = [createCheckRunner({ check }), createCheckRunner({ check })]
  for (const runner of runners) await runner.look(ctx)
  await eventually('the results', async () => (await conditions()).up === 12)
  assert.equal(new Set(asked.map(({ host }) => host)).size, 12)
  for (const runner of runners) await runner.stop()
  // One that is new is checked at once, and may have its slot a moment later.
  let results = 0
  for (const id of ids) results += (await at.get(`/check-monitors/${id}/results`)).items.length
  assert.equal(results, asked.length, 'a slot was run twice')
  await close()
})

test('when the network of the server is cut nothing is down, everything is unknown, and there is one incident', async () => {
  const { at, ctx, say, check, conditions, close } = await openRunner(10)
  const before = createCheckRunner({ check })
  await before.look(ctx)
  await eventually('all to be up', async () => (await conditions()).up === 10)
  await before.stop()
  await forget(at.ctx.workspaceId)
  say.result = down
  const cut = createCheckRunner({ check })
  await cut.look(ctx)
  await eventually('all to be unknown', async () => (await conditions()).unknown === 10)
  await followChecks(ctx, downstream)
  const cutOff = await at.incidents()
  assert.deepEqual(
    cutOff.map(({ title }: { title: string }) => title),
    ['Monitors cannot be checked: the network of this server seems to be cut'],
  )
  await cut.stop()
  await forget(at.ctx.workspaceId)
  say.result = up
  const after = createCheckRunner({ check })
  await after.look(ctx)
  await eventually('all to be up again', async () => (await conditions()).up === 10)
  await followChecks(ctx, downstream)
  assert.equal((await at.incidents())[0].status, 'resolved')
  await after.stop()
  await close()
})

test('with a target that is known to be up it is asked before anybody is blamed', async () => {
  const { at, ctx, say, check, conditions, close } = await openRunner(6)
  const before = createCheckRunner({ check })
  await before.look(ctx)
  await eventually('all to be up', async () => (await conditions()).up === 6)
  await before.stop()
  await forget(at.ctx.workspaceId)
  say.result = down
  let asked = 0
  const runner = createCheckRunner({ check, reachesCanary: () => Promise.resolve(++asked > 0) })
  await runner.look(ctx)
  await eventually('all to be down', async () => (await conditions()).down === 6)
  assert.ok(asked > 0)
  await runner.stop()
  await close()
})

test('with one monitor alone a canary tells whose network is cut', async () => {
  const { at, ctx, say, check, conditions, close } = await openRunner(1)
  const before = createCheckRunner({ check })
  await before.look(ctx)
  await eventually('it to be up', async () => (await conditions()).up === 1)
  await before.stop()
  await forget(at.ctx.workspaceId)
  say.result = down
  const cut = createCheckRunner({ check, reachesCanary: () => Promise.resolve(false) })
  await cut.look(ctx)
  await eventually('it to be unknown', async () => (await conditions()).unknown === 1)
  await followChecks(ctx, downstream)
  const titles = (await at.incidents()).map(({ title }: { title: string }) => title)
  assert.deepEqual(titles, ['Monitors cannot be checked: the network of this server seems to be cut'])
  await cut.stop()
  await forget(at.ctx.workspaceId)
  const well = createCheckRunner({ check, reachesCanary: () => Promise.resolve(true) })
  await well.look(ctx)
  await eventually('it to be down', async () => (await conditions()).down === 1)
  await well.stop()
  await close()
})

/** As if none of the monitors had been checked yet. */
async function forget(workspaceId: string): Promise<void> {
  const ctx = systemContext(await testContext(), workspaceId, 'test')
  await inTransaction(ctx, (tx) =>
    sql`update check_states set claimed_at = null, places = '{}'::jsonb where workspace_id = ${workspaceId}`.execute(
      tx.db,
    ),
  )
}

test('what nobody checked for too long is unknown, and never stays up', async () => {
  const at = await openChecks('2030-03-04T10:00:00Z')
  const id = await at.create()
  await at.report(id, up)
  at.wait(600)
  await Promise.all([sweepChecks(at.ctx, downstream), sweepChecks(at.ctx, downstream)])
  const monitor = await at.get(`/check-monitors/${id}`)
  assert.partialDeepStrictEqual(monitor, { condition: 'unknown', since: '2030-03-04T10:01:00.000Z' })
  await at.send('DELETE', `/check-monitors/${id}`)
})
