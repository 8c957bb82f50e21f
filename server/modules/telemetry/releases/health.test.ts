import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, testContext } from '#testing'
import { endpoints } from '../../../app.ts'
import type { SessionCounts, SessionUpdate } from '../records.ts'
import { createRecordIntake } from '../record-intake.ts'
import { recordStores, type RecordStore } from '../record-stores.ts'
import type { Health } from './health.ts'

const now = new Date('2031-03-01T12:00:00Z')
const hourMs = 3_600_000
const [from, to] = [new Date('2031-02-20T00:00:00Z'), new Date('2031-03-01T12:00:00Z')]

async function openHouse() {
  const ctx: Context = { ...(await testContext()), now: () => now }
  const { id: projectId } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const target = { workspaceId: ctx.workspaceId, projectId }
  const intake = createRecordIntake(ctx)
  const store = async (records: { sessions?: SessionUpdate[]; sessionCounts?: SessionCounts[] }) => {
    for (const [kind, given] of Object.entries(records)) {
      // Each kind's store takes that kind's records.
      const kept = recordStores[kind as 'sessions'] as RecordStore<'sessions'>
      const sessions = given as SessionUpdate[]
      if ('rows' in kept) await intake.submit(await kept.rows(target, sessions, ctx))
      if ('write' in kept) await kept.write(ctx, target, sessions)
    }
  }
  const read = async (path: string) => {
    const range = `projectId=${projectId}&from=${from.toISOString()}&to=${to.toISOString()}`
    const answer = await call(ctx, endpoints, 'GET', `${path}${path.includes('?') ? '&' : '?'}${range}`)
    assert.equal(answer.status, 200, await answer.clone().text())
    return answer.json()
  }
  return { ctx, store, read, projectId }
}

/** The rules of section 12, one update after the other, as plainly as they can be said. */
function bruteForce(updates: readonly SessionUpdate[]) {
  const bySession = Map.groupBy(updates, (u) => `${u.release} ${u.environment} ${u.sessionId}`)
  return [...bySession.values()].flatMap((all) => {
    const inTime = all.filter((u) => u.receivedAt.getTime() - u.startedAt.getTime() <= 5 * 24 * hourMs)
    const ordered = inTime.map((u) => ({ ...u, sequence: u.isFirst ? 0 : u.sequence }))
    ordered.sort((a, b) => a.sequence - b.sequence)
    let state: SessionUpdate | undefined
    for (const update of ordered) {
      if (state && state.status !== 'ok') break
      state = update
    }
    if (!state) return []
    const fatal = state.status === 'crashed' || state.status === 'abnormal'
    if (!ordered.some(({ isFirst }) => isFirst) && !fatal) return []
    const errors = fatal ? Math.max(1, state.errors) : state.errors
    const kind =
      state.status === 'ok' || state.status === 'exited' ? (errors > 0 ? 'errored' : 'healthy') : state.status
    return [{ ...state, kind, hour: Math.floor(state.startedAt.getTime() / hourMs) }]
  })
}

function summed(sessions: ReturnType<typeof bruteForce>): Partial<Health> {
  const of = (kind: string) => sessions.filter((session) => session.kind === kind)
  const users = (found: typeof sessions) => new Set(found.flatMap(({ userHash }) => userHash ?? [])).size
  return {
    ...{ sessions: sessions.length, healthy: of('healthy').length, errored: of('errored').length },
    ...{ unhandled: of('unhandled').length, abnormal: of('abnormal').length, crashed: of('crashed').length },
    ...{ users: users(sessions), crashedUsers: users(of('crashed')) },
    crashFreeSessions: sessions.length === 0 ? null : 1 - of('crashed').length / sessions.length,
  }
}

/** The same numbers each time: mulberry32. */
function dice(seed: number) {
  let state = seed
  return (sides: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * sides)
  }
}

function manyUpdates(seed: number): SessionUpdate[] {
  const roll = dice(seed)
  const updates: SessionUpdate[] = []
  for (let n = 0; n < 400; n++) {
    const startedAt = new Date(to.getTime() - (1 + roll(8 * 24)) * hourMs)
    const whole = {
      ...{ sessionId: `session-${n}`, startedAt, release: ['1.0.0', '1.1.0', '2.0.0'][roll(3)]! },
      ...{ environment: ['production', 'staging'][roll(2)]!, userHash: roll(4) ? `user-${roll(60)}` : undefined },
    }
    const count = 1 + roll(5)
    for (let sequence = 0; sequence < count; sequence++) {
      const final = roll(3) === 0
      const lateMs = roll(25) === 0 ? (5 * 24 + 1 + roll(24)) * hourMs : roll(5 * 24 * 60) * 60_000
      updates.push({
        ...whole,
        receivedAt: new Date(startedAt.getTime() + lateMs),
        isFirst: sequence === 0 && roll(8) > 0,
        sequence,
        status: final ? (['exited', 'crashed', 'abnormal', 'unhandled'] as const)[roll(4)]! : 'ok',
        errors: roll(2) * roll(4),
      })
    }
  }
  const repeated = updates.flatMap((update) => (roll(4) === 0 ? [update, update] : [update]))
  return repeated
    .map((update) => ({ update, at: roll(1e9) }))
    .sort((a, b) => a.at - b.at)
    .map(({ update }) => update)
}

const subset = (health: Partial<Health>, like: Partial<Health>) =>
  Object.fromEntries(Object.keys(like).map((key) => [key, health[key as keyof Health]]))

for (const seed of [1, 2, 3]) {
  test(`the health of releases is exact, whatever the order of updates and however often they are sent (${seed})`, async () => {
    const { store, read } = await openHouse()
    const updates = manyUpdates(seed)
    for (let i = 0; i < updates.length; i += 100) await store({ sessions: updates.slice(i, i + 100) })
    const expected = bruteForce(updates)
    const { items } = await read('/releases')
    assert.equal(items.length, 3)
    for (const { version, health } of items) {
      const own = expected.filter(({ release }) => release === version)
      assert.deepEqual(subset(health, summed(own)), summed(own), version)
      assert.equal(health.sessionAdoption, own.length / expected.length)
    }
    const detail = await read('/releases/1.1.0/health')
    for (const { environment, ...health } of detail.environments) {
      const own = expected.filter((one) => one.release === '1.1.0' && one.environment === environment)
      assert.deepEqual(subset(health, summed(own)), summed(own), environment)
    }
    const hours = Map.groupBy(
      expected.filter(({ release }) => release === '1.1.0'),
      ({ hour, environment }) => `${new Date(hour * hourMs).toISOString()} ${environment}`,
    )
    assert.equal(detail.hours.length, hours.size)
    for (const { hour, environment, ...health } of detail.hours) {
      const own = summed(hours.get(`${hour} ${environment}`) ?? [])
      assert.deepEqual(subset(health, own), own, hour)
    }
    const staging = await read('/releases/2.0.0/health?environment=staging')
    const own = summed(expected.filter((one) => one.release === '2.0.0' && one.environment === 'staging'))
    assert.deepEqual(subset(staging, own), own)
  })
}

const session = (changes: Partial<SessionUpdate>): SessionUpdate => ({
  ...{ sessionId: 'a', release: '1.0.0', environment: 'production', isFirst: true, sequence: 0, errors: 0 },
  ...{ status: 'ok', startedAt: new Date(to.getTime() - hourMs), receivedAt: new Date(to.getTime() - hourMs) },
  ...changes,
})

test('a session of which only the crash is told counts; one of which only the end is told is a session of its own', async () => {
  const { store, read } = await openHouse()
  await store({
    sessions: [
      session({ sessionId: 'a', isFirst: false, sequence: 3, status: 'crashed' }),
      session({ sessionId: undefined, isFirst: false, status: 'exited' }),
      session({ sessionId: undefined, isFirst: false, status: 'exited', errors: 2 }),
      session({ sessionId: 'b', isFirst: false, sequence: 3, status: 'exited' }),
    ],
  })
  assert.partialDeepStrictEqual(await read('/releases/1.0.0/health'), {
    ...{ sessions: 3, healthy: 1, errored: 1, crashed: 1, users: 0, crashFreeUsers: null, userAdoption: null },
  })
})

test('an update of a session that began more than five days before is ignored and counted', async () => {
  const { ctx, store, read, projectId } = await openHouse()
  const startedAt = new Date(to.getTime() - 6 * 24 * hourMs)
  const at = (ms: number) => new Date(startedAt.getTime() + 5 * 24 * hourMs + ms)
  await store({
    sessions: [
      session({ startedAt, receivedAt: at(0) }),
      session({ startedAt, receivedAt: at(1), sequence: 1, isFirst: false, status: 'crashed' }),
    ],
  })
  assert.partialDeepStrictEqual(await read('/releases/1.0.0/health'), { sessions: 1, healthy: 1, crashed: 0 })
  const outcomes = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('ingestOutcomes').select(['reason', 'quantity']).where('projectId', '=', projectId).execute(),
  )
  assert.deepEqual(outcomes, [{ reason: 'too_late', quantity: 1 }])
})

test('sessions that the sender counted itself are added to those that it told one by one', async () => {
  const { store, read } = await openHouse()
  const counts = (changes: Partial<SessionCounts>): SessionCounts => ({
    ...{ release: '1.0.0', environment: 'production', startedAt: new Date(to.getTime() - hourMs), receivedAt: to },
    ...{ exited: 0, errored: 0, abnormal: 0, crashed: 0, unhandled: 0 },
    ...changes,
  })
  await store({
    sessions: [session({ sessionId: 'a', userHash: 'ada', status: 'exited' })],
    sessionCounts: [
      counts({ exited: 10, errored: 3, abnormal: 2, crashed: 1, userHash: 'ada' }),
      counts({ exited: 5, userHash: 'bob' }),
      counts({ exited: 7, release: '2.0.0' }),
    ],
  })
  assert.partialDeepStrictEqual(await read('/releases/1.0.0/health'), {
    ...{ sessions: 22, healthy: 16, errored: 3, abnormal: 2, crashed: 1, users: 2, crashedUsers: 1 },
    ...{ crashFreeSessions: 1 - 1 / 22, crashFreeUsers: 0.5, sessionAdoption: 22 / 29, userAdoption: 1 },
  })
})
