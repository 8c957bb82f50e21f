import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '#platform/database'
import { testContext } from '#testing'
import * as keys from './groups/repo.ts'
import { signal } from './incident.fixture.ts'
import * as lists from './list-repo.ts'
import { recordSignals } from './record-signals.ts'
import * as repo from './repo.ts'

const key = (index: number): string => index.toString(16).padStart(32, '0')
const groups = Array.from({ length: 20 }, (_, index) => signal({ key: key(index) }))

test('batches that meet the same groups at the same moment, in any order, open each once and count all [SEN-11]', async () => {
  const ctx = await testContext()
  const orders = [groups, groups.toReversed(), [...groups.slice(7), ...groups.slice(0, 7)], groups.slice(3, 15)]
  await Promise.all(orders.map((signals) => inTransaction(ctx, (tx) => recordSignals(tx, signals))))
  const { known, incidents } = await inTransaction(ctx, async (tx) => ({
    known: await keys.listKeys(tx, groups),
    incidents: await lists.list(tx, {}, { sort: 'events', after: undefined, limit: 100 }),
  }))
  assert.equal(known.length, groups.length)
  assert.equal(incidents.length, groups.length)
  const sent = orders.flat().reduce((sum, { count }) => sum + count, 0)
  assert.equal(
    incidents.reduce((sum, { eventCount }) => sum + eventCount, 0),
    sent,
  )
  // No number is missing, and none is there twice.
  assert.deepEqual(
    incidents.map(({ number }) => number).sort((a, b) => a - b),
    groups.map((_, index) => index + 1),
  )
})

test('what further signals change is written for each of many incidents', async () => {
  const ctx = await testContext()
  const opened = await inTransaction(ctx, (tx) => recordSignals(tx, groups.slice(0, 3)))
  const later = new Date(groups[0]!.lastSeenAt.getTime() + 60_000)
  const further = groups.slice(0, 3).map((group, index) => ({
    ...group,
    count: index + 2,
    lastSeenAt: later,
    release: `shop@${index}`,
    environments: ['staging', `region "${index}"`],
    level: 'fatal' as const,
  }))
  await inTransaction(ctx, (tx) => recordSignals(tx, further))
  for (const [index, { id, eventCount, environments, firstSeenAt }] of opened.entries()) {
    const incident = await inTransaction(ctx, (tx) => repo.findIncident(tx, id))
    assert.partialDeepStrictEqual(incident, {
      eventCount: eventCount + index + 2,
      firstSeenAt,
      lastSeenAt: later,
      lastRelease: `shop@${index}`,
      environments: [...new Set([...environments, 'staging', `region "${index}"`])],
      level: 'fatal',
      acknowledgedAt: null,
      status: 'open',
    })
  }
})
