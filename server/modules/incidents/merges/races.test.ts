/** Merging, aliases and counting at the same moment, on a real database: nobody gives way, and nothing is lost. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { testContext } from '#testing'
import { ask, openIncident, readIncident } from '../incidents.fixture.ts'
import { signal } from '../incident.fixture.ts'
import { recordSignals } from '../record-signals.ts'
import * as repo from '../repo.ts'

const keyOf = (number: number): string => number.toString(16).padStart(32, '0')

/** The same stores, and what the database says of transactions that had to give way. */
async function watchedContext(): Promise<{ ctx: Context; gaveWay: unknown[] }> {
  const ctx = await testContext()
  const gaveWay: unknown[] = []
  const warn: Context['log']['warn'] = (message, fields) => {
    if (message.includes('gave way')) gaveWay.push(fields)
  }
  return { ctx: { ...ctx, log: { ...ctx.log, warn } }, gaveWay }
}

/** What was merged into what, until nothing was merged any more. */
async function endOf(ctx: Context, id: string): Promise<string> {
  const { mergedInto } = await readIncident(ctx, id)
  return mergedInto === null ? id : endOf(ctx, mergedInto)
}

test('keys that become aliases while their incident is merged further and further: no deadlock, no event lost [SEN-11]', async () => {
  for (let round = 0; round < 2; round += 1) {
    const { ctx, gaveWay } = await watchedContext()
    const chain: string[] = []
    for (let number = 1; number <= 6; number += 1) chain.push((await openIncident(ctx, { key: keyOf(number) })).id)
    // In both orders of ids, so that a wrong order of locks shows in one of them.
    if (round % 2 === 1) chain.reverse()
    const numberOf = (index: number) => (round % 2 === 1 ? 6 - index : index + 1)
    let sent = 0
    const batch = (alias: number) => {
      const known = [1, 2, 3, 4, 5, 6].map((number) => signal({ key: keyOf(number) }))
      const renewed = [0, 1, 2].map((index) =>
        signal({ key: keyOf(100 + alias), formerKeys: [keyOf(numberOf(index))] }),
      )
      const one = renewed[alias % 3]
      const signals = one ? [one, ...known] : known
      sent += signals.length
      return inTransaction(ctx, (tx) => recordSignals(tx, signals.toReversed()))
    }
    const statuses: number[] = []
    const merge = async () => {
      for (let index = 0; index + 1 < chain.length; index += 1) {
        const body = { incidentIds: [chain[index]] }
        const { status } = await ask(ctx, 'POST', `/incidents/${chain[index + 1]}/merges`, body)
        statuses.push(status)
        if (status !== 200) index -= statuses.length < 60 ? 1 : 0
      }
    }
    const batches = Array.from({ length: 12 }, (_, index) => batch(index % 12))
    const results = await Promise.allSettled([...batches, merge(), merge()])
    assert.deepEqual(
      results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])),
      [],
    )
    assert.ok(
      statuses.every((status) => status === 200 || status === 409),
      statuses.join(),
    )
    assert.deepEqual(gaveWay, [])
    const ends = new Set(await Promise.all(chain.map((id) => endOf(ctx, id))))
    const { items } = (await ask(ctx, 'GET', '/incidents?limit=100')).body
    const live: { id: string; eventCount: number }[] = items
    assert.ok([...ends].every((id) => live.some((item) => item.id === id)))
    assert.equal(
      live.reduce((sum, { eventCount }) => sum + eventCount, 0),
      sent + 6,
    )
    // Every group counts for an incident that is still one.
    const owners = await inTransaction(ctx, (tx) =>
      tx.db
        .selectFrom('incidentKeys')
        .select('incidentId')
        .distinct()
        .where('workspaceId', '=', tx.workspaceId)
        .execute(),
    )
    for (const { incidentId } of owners)
      assert.ok(
        live.some(({ id }) => id === incidentId),
        incidentId,
      )
  }
})

test('whoever meets a merged incident among those that it locks holds none of the others meanwhile', async () => {
  const ctx = await testContext()
  const [one, other] = [await openIncident(ctx, { key: keyOf(1) }), await openIncident(ctx, { key: keyOf(2) })]
  assert.equal((await ask(ctx, 'POST', `/incidents/${other.id}/merges`, { incidentIds: [one.id] })).status, 200)
  await inTransaction(ctx, async (tx) => {
    assert.deepEqual(await repo.lockUnmerged(tx, [one.id, other.id]), {
      locked: [],
      merged: new Map([[one.id, other.id]]),
    })
    // Another one has it at once.
    await inTransaction(ctx, (others) =>
      sql`select id from incidents where workspace_id = ${others.workspaceId} and id = ${other.id} for update nowait`.execute(
        others.db,
      ),
    )
    assert.deepEqual(
      (await repo.lockUnmerged(tx, [other.id])).locked.map(({ id }) => id),
      [other.id],
    )
  })
})
