/** Rules are evaluated at the time of their slots, and what follows from that happens once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getIncident } from '#modules/incidents'
import { listActivities } from '#platform/activity'
import { inTransaction, sql } from '#platform/database'
import { unavailable } from '#platform/errors'
import { call, testContext } from '#testing'
import { endpoints as incidentEndpoints } from '#modules/incidents'
import { findIncidentAlerts } from '../alertmanager/find-incident-alerts.ts'
import { draftOf, intervalMs, openAlerts, type AlertHouse } from '../alerts.fixture.ts'
import { pauseGroup, resumeGroup } from '../groups/change-group.ts'
import { getGroup, getRule, listChanges, listEvaluations } from '../groups/list-groups.ts'
import { updateGroup } from '../groups/save-group.ts'
import type { Group } from '../rule.ts'

const hot = draftOf({
  ...{ name: 'TooHot', expr: 'temperature > 30', forMs: 2 * intervalMs, labels: { severity: 'critical' } },
  annotations: { summary: '{{ $labels.room }} has {{ $value }} °C' },
})
const page = { limit: 50, cursor: undefined }
const server = { __name__: 'temperature', room: 'server' }

const ruleOf = (group: Group, at = 0) => group.rules[at]?.id ?? ''
const slotOf = (group: Group, step: number) => group.nextAt.getTime() + step * intervalMs

async function incidents({ ctx }: AlertHouse) {
  const answer = await call(ctx, incidentEndpoints, 'GET', '/incidents')
  return (await answer.json()).items
}

test('a series that crosses a threshold opens an incident at the exact evaluation and resolves it at the exact one [CAB-10]', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([hot])
  const seen: [step: number, state: string, incident: string | undefined][] = []
  for (let step = 0; step <= 8; step++) {
    // Above 30 from step 2 to step 5: it fires when that has held for two intervals.
    await house.write(server, slotOf(group, step) - 1000, step >= 2 && step <= 5 ? 30 + step : 20)
    // Half a minute late: what counts is the time of the slot.
    const [evaluated] = await house.evaluateAt(slotOf(group, step) + 30_000)
    assert.deepEqual([evaluated?.slot.getTime(), evaluated?.missed], [slotOf(group, step), 0])
    const { state } = await getRule(ctx, ruleOf(group))
    seen.push([step, state, (await incidents(house))[0]?.status])
  }
  assert.deepEqual(seen, [
    [0, 'inactive', undefined],
    [1, 'inactive', undefined],
    [2, 'pending', undefined],
    [3, 'pending', undefined],
    [4, 'firing', 'open'],
    [5, 'firing', 'open'],
    [6, 'inactive', 'resolved'],
    [7, 'inactive', 'resolved'],
    [8, 'inactive', 'resolved'],
  ])
  const [incident] = await incidents(house)
  assert.partialDeepStrictEqual(incident, {
    ...{ title: 'TooHot: server has 34 °C', kind: 'alert', severity: 'critical', eventCount: 1 },
    ...{
      projectId: house.projectId,
      culprit: 'temperature > 30',
      resolvedAt: new Date(slotOf(group, 6)).toISOString(),
    },
  })
  const { items } = await listChanges(ctx, ruleOf(group), page)
  assert.deepEqual(
    items.map(({ at, state, value }) => [(at.getTime() - slotOf(group, 0)) / intervalMs, state, value]),
    [
      [6, 'inactive', '35'],
      [4, 'firing', '34'],
      [2, 'pending', '32'],
    ],
  )
})

test('the incident says which alerts opened it, and its trail begins with the alert', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([draftOf({ ...hot, forMs: 0 })])
  await house.write(server, slotOf(group, 0), 35)
  await house.write({ ...server, room: 'office' }, slotOf(group, 0), 36)
  await house.evaluateAt(slotOf(group, 0))
  const [{ id }] = await incidents(house)
  const incident = await getIncident(ctx, id)
  assert.match(incident.title, /^TooHot: (server|office) has 3[56] °C \(and 1 more\)$/)
  assert.deepEqual(
    incident.grouping.parts
      .filter(({ kind }) => kind === 'alert')
      .map(({ value }) => value)
      .toSorted(),
    [
      '{alertname="TooHot", room="office", severity="critical"} = 36',
      '{alertname="TooHot", room="server", severity="critical"} = 35',
    ],
  )
  const [firing] = await inTransaction(ctx, (tx) => listActivities(tx, ruleOf(group)))
  assert.equal(firing?.type, 'alert.firing')
  const opened = await inTransaction(ctx, (tx) => listActivities(tx, id))
  assert.equal(opened.find(({ type }) => type === 'incident.opened')?.causedBy, firing?.id)
  assert.equal((await getRule(ctx, ruleOf(group))).incidentId, id)
  // The other way round, for whoever is on the page of the incident.
  const { rule, external } = await findIncidentAlerts(ctx, getIncident, id)
  assert.deepEqual([rule?.id, rule?.alerts.length, external], [ruleOf(group), 2, []])
  await assert.rejects(findIncidentAlerts(await testContext(), getIncident, id), { code: 'not_found' })
})

test('who fires again after it was over is the same incident, come back', async (t) => {
  const house = await openAlerts(t)
  const group = await house.group([draftOf({ ...hot, forMs: 0 })])
  for (const [step, value] of [35, 20, 36].entries()) {
    await house.write(server, slotOf(group, step), value)
    await house.evaluateAt(slotOf(group, step))
  }
  const all = await incidents(house)
  assert.equal(all.length, 1)
  assert.partialDeepStrictEqual(all[0], { status: 'open', regressionCount: 1, eventCount: 2 })
})

test('a rule sees what those before it recorded at the same time; what is not made any more ends at once', async (t) => {
  const house = await openAlerts(t)
  const group = await house.group([
    draftOf({ kind: 'recording', name: 'room:temperature:max', expr: 'max by (room) (temperature)' }),
    draftOf({ name: 'TooHot', expr: 'room:temperature:max > 30' }),
    draftOf({ kind: 'recording', name: 'alerts:firing', expr: 'count(ALERTS{alertstate="firing"})' }),
  ])
  await house.write(server, slotOf(group, 0), 35)
  await house.evaluateAt(slotOf(group, 0))
  const labels = { alertname: 'TooHot', room: 'server' }
  assert.deepEqual(await house.query('alerts:firing', slotOf(group, 0)), [[{ __name__: 'alerts:firing' }, 1]])
  assert.deepEqual(await house.query('ALERTS_FOR_STATE', slotOf(group, 0)), [
    [{ __name__: 'ALERTS_FOR_STATE', ...labels }, slotOf(group, 0) / 1000],
  ])
  await house.write(server, slotOf(group, 1), 'stale')
  await house.write({ ...server, room: 'office' }, slotOf(group, 1), 20)
  await house.evaluateAt(slotOf(group, 1))
  assert.deepEqual(await house.query('{__name__=~"ALERTS.*|alerts:firing"}', slotOf(group, 1)), [])
  assert.deepEqual(await house.query('room:temperature:max', slotOf(group, 1)), [
    [{ __name__: 'room:temperature:max', room: 'office' }, 20],
  ])
})

test('a process that dies before its state is stored changes nothing: the same slot is evaluated again, and one incident opens', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([draftOf({ ...hot, forMs: 0 })])
  const at = slotOf(group, 0)
  await house.write(server, at, 35)
  house.moveTo(at)
  // It has written its series and dies in the transaction, as by kill -9: nobody gives its lease back.
  const dying = house.newRunner({ downstream: { recordSignals: () => Promise.reject(new Error('killed')) } })
  await dying.look(ctx)
  assert.deepEqual(await dying.settled(), [])
  assert.equal((await house.query('ALERTS', at)).length, 1)
  assert.equal((await getGroup(ctx, group.id)).evaluatedAt, null)
  // As long as the lease may be somebody's nobody else begins.
  assert.deepEqual(await house.evaluateAt(at + 10_000), [])
  await endLease(house, group)
  // The next slot has come meanwhile; the one that was begun is completed first.
  await house.write(server, slotOf(group, 1), 35)
  const [again] = await house.evaluateAt(slotOf(group, 1) + 1000)
  assert.deepEqual([again?.slot.getTime(), again?.missed], [at, 0])
  const [next] = await house.evaluateAt(slotOf(group, 1) + 2000)
  assert.deepEqual([next?.slot.getTime(), next?.missed], [slotOf(group, 1), 0])
  const all = await incidents(house)
  assert.deepEqual(
    all.map(({ eventCount, status }: { eventCount: number; status: string }) => [eventCount, status]),
    [[1, 'open']],
  )
  assert.equal((await getGroup(ctx, group.id)).missedCount, 0)
})

/** As when twenty seconds of the database's clock have passed. */
async function endLease({ ctx }: AlertHouse, { id }: Group): Promise<void> {
  await inTransaction(ctx, ({ db, workspaceId }) =>
    sql`update alert_rule_groups set lease_until = clock_timestamp() - interval '1 second'
      where workspace_id = ${workspaceId} and id = ${id}`.execute(db),
  )
}

test('two processes never evaluate a group at the same time, and what one with an old lease found is refused', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([draftOf({ ...hot, forMs: 0 })])
  await house.write(server, slotOf(group, 0), 35)
  house.moveTo(slotOf(group, 0))
  const [{ promise: held, resolve: letGo }, { promise: isAsked, resolve: asks }] = [
    Promise.withResolvers<void>(),
    Promise.withResolvers<void>(),
  ]
  const slow = house.newRunner({
    metrics: {
      runQuery: async (...asked) => {
        asks()
        await held
        return house.metrics.runQuery(...asked)
      },
    },
  })
  await slow.look(ctx)
  await isAsked
  await house.runner.look(ctx)
  assert.deepEqual(await house.runner.settled(), [])
  await endLease(house, group)
  await house.runner.look(ctx)
  const [taken] = await house.runner.settled()
  assert.equal(taken?.result, 'saved')
  letGo()
  const [late] = await slow.settled()
  assert.equal(late?.result, 'lost')
  assert.equal((await incidents(house))[0]?.eventCount, 1)
  assert.equal((await listEvaluations(ctx, ruleOf(group), page)).items.length, 1)
})

test('a process that ends gives up what it evaluates, and the next one evaluates the same slot', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([draftOf({ ...hot, forMs: 0 })])
  await house.write(server, slotOf(group, 0), 35)
  house.moveTo(slotOf(group, 0))
  const { promise: isAsked, resolve: asks } = Promise.withResolvers<void>()
  const ending = house.newRunner({
    metrics: {
      runQuery: (_ctx, { signal }) => {
        asks()
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('canceled'))))
      },
    },
  })
  await ending.look(ctx)
  await isAsked
  await ending.stop()
  const [evaluated] = await house.evaluateAt(slotOf(group, 0) + 1000)
  assert.deepEqual([evaluated?.slot.getTime(), evaluated?.result], [slotOf(group, 0), 'saved'])
  assert.equal((await getRule(ctx, ruleOf(group))).state, 'firing')
})

test('slots in which nobody was there are counted and shown, and count neither for nor against an alert', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([hot])
  const at = async (step: number) => {
    house.moveTo(slotOf(group, step))
    await house.write(server, slotOf(group, step), 35)
    await house.evaluateAt(slotOf(group, step) + 5000)
    return (await getRule(ctx, ruleOf(group))).state
  }
  assert.equal(await at(0), 'pending')
  // Four slots are missed; a new process goes on with what is stored.
  assert.equal(await at(5), 'pending')
  assert.equal(await at(6), 'firing')
  const { missedCount, missedAt } = await getGroup(ctx, group.id)
  assert.deepEqual([missedCount, missedAt?.getTime()], [4, slotOf(group, 5)])
  const { items } = await listEvaluations(ctx, ruleOf(group), page)
  assert.deepEqual(
    items.map(({ at: slot, missed, state }) => [(slot.getTime() - slotOf(group, 0)) / intervalMs, missed, state]),
    [
      [6, 0, 'firing'],
      [5, 4, 'pending'],
      [0, 0, 'pending'],
    ],
  )
})

test('a clock that jumps back or ahead neither stops a group nor fires anything', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([hot])
  const at = async (step: number) => {
    house.moveTo(slotOf(group, step))
    await house.write(server, slotOf(group, step), 35)
    const [evaluated] = await house.evaluateAt(slotOf(group, step))
    assert.equal(evaluated?.slot.getTime(), slotOf(group, step))
    return (await getRule(ctx, ruleOf(group))).state
  }
  assert.equal(await at(100), 'pending')
  assert.equal(await at(10), 'pending')
  assert.equal(await at(11), 'pending')
  assert.equal(await at(12), 'firing')
  const [incident] = await incidents(house)
  assert.equal(await at(90), 'firing')
  assert.equal((await incidents(house))[0]?.id, incident.id)
  assert.equal((await incidents(house)).length, 1)
})

test('while the column store is away nothing resolves: evaluations fail and say why, alerts stay what they were', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([
    draftOf({ ...hot, forMs: 0 }),
    draftOf({ kind: 'recording', name: 'hot', expr: 'count(temperature > 30)' }),
  ])
  await house.write(server, slotOf(group, 0), 35)
  await house.evaluateAt(slotOf(group, 0))
  const away = house.newRunner({
    metrics: { runQuery: () => Promise.reject(unavailable('the column store is not reachable at the moment')) },
  })
  house.moveTo(slotOf(group, 1))
  await away.look(ctx)
  assert.equal((await away.settled())[0]?.result, 'saved')
  const failed = await getRule(ctx, ruleOf(group))
  assert.partialDeepStrictEqual(failed, { health: 'err', state: 'firing', firingCount: 1 })
  assert.match(failed.error ?? '', /^could not be evaluated: the column store is not reachable/)
  assert.equal((await incidents(house))[0]?.status, 'open')
  // It can be asked and takes nothing.
  const full = house.newRunner({ metrics: { writeSamples: () => Promise.reject(unavailable('the disk is full')) } })
  await house.write(server, slotOf(group, 2), 20)
  house.moveTo(slotOf(group, 2))
  await full.look(ctx)
  assert.equal((await full.settled())[0]?.result, 'saved')
  assert.equal((await getRule(ctx, ruleOf(group))).health, 'err')
  assert.equal((await incidents(house))[0]?.status, 'open')
  await house.write(server, slotOf(group, 3), 20)
  await house.evaluateAt(slotOf(group, 3))
  assert.partialDeepStrictEqual(await getRule(ctx, ruleOf(group)), { health: 'ok', state: 'inactive', error: null })
  assert.equal((await incidents(house))[0]?.status, 'resolved')
  assert.deepEqual(await house.query('ALERTS', slotOf(group, 3)), [])
})

test('when everything that a rule looks at is gone it says so, since when, and its incident stays', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([
    draftOf({ ...hot, forMs: 0 }),
    draftOf({ name: 'Silent', expr: 'temperature > 90', onNoData: 'alert', severity: 'low' }),
    draftOf({ name: 'Careless', expr: 'temperature > 31', onNoData: 'ok' }),
  ])
  await house.write(server, slotOf(group, 0), 35)
  await house.evaluateAt(slotOf(group, 0))
  // Nothing more comes; the newest sample is found for five minutes.
  for (let step = 1; step <= 6; step++) await house.evaluateAt(slotOf(group, step))
  const { rules } = await getGroup(ctx, group.id)
  const gone = new Date(slotOf(group, 5))
  assert.deepEqual(
    rules.map(({ state, noDataSince, firingCount }) => [state, noDataSince, firingCount]),
    [
      ['noData', gone, 1],
      ['noData', gone, 0],
      ['noData', gone, 0],
    ],
  )
  const titled = async () =>
    (await incidents(house))
      .map(({ title, status, severity }: Record<string, string>) => [title, status, severity])
      .toSorted()
  assert.deepEqual(await titled(), [
    ['Careless', 'resolved', 'high'],
    ['Silent: no data', 'open', 'low'],
    ['TooHot: server has 35 °C', 'open', 'critical'],
  ])
  await house.write(server, slotOf(group, 7), 20)
  await house.evaluateAt(slotOf(group, 7))
  assert.deepEqual(
    (await titled()).map(([, status]: string[]) => status),
    ['resolved', 'resolved', 'resolved'],
  )
})

test('over the limit a rule looks at none of its alerts, says so, and resolves nothing by it', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([draftOf({ ...hot, forMs: 0 })], { limit: 1 })
  await house.write(server, slotOf(group, 0), 35)
  await house.evaluateAt(slotOf(group, 0))
  await house.write(server, slotOf(group, 1), 35)
  await house.write({ ...server, room: 'office' }, slotOf(group, 1), 36)
  await house.evaluateAt(slotOf(group, 1))
  const rule = await getRule(ctx, ruleOf(group))
  assert.partialDeepStrictEqual(rule, { health: 'err', error: 'exceeded limit of 1 with 2 alerts', alerts: [] })
  assert.equal((await incidents(house))[0]?.status, 'open')
})

test('a change keeps the alerts of rules that stay, and one during an evaluation is what counts', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([hot])
  await house.write(server, slotOf(group, 0), 35)
  await house.evaluateAt(slotOf(group, 0))
  const { version } = await getGroup(ctx, group.id)
  const change = { ...group, rules: [draftOf({ name: 'Other', expr: 'vector(1)' }), draftOf({ ...hot, forMs: 0 })] }
  house.moveTo(slotOf(group, 1))
  const during = house.newRunner({
    metrics: {
      runQuery: async (...asked) => {
        const found = await house.metrics.runQuery(...asked)
        await updateGroup(ctx, group.id, { ...change, version }).catch(() => undefined)
        return found
      },
    },
  })
  await during.look(ctx)
  assert.equal((await during.settled())[0]?.result, 'changed')
  await house.evaluateAt(slotOf(group, 1))
  const { rules } = await getGroup(ctx, group.id)
  assert.deepEqual(
    rules.map(({ name, state }) => [name, state]),
    [
      ['Other', 'firing'],
      ['TooHot', 'firing'],
    ],
  )
  assert.equal(rules[1]?.id, ruleOf(group))
})

test('a paused group is not evaluated, and what it missed meanwhile is not missed', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([hot])
  await house.evaluateAt(slotOf(group, 0))
  await pauseGroup(ctx, group.id)
  assert.deepEqual(await house.evaluateAt(slotOf(group, 5)), [])
  await resumeGroup(ctx, group.id)
  const [evaluated] = await house.evaluateAt(slotOf(group, 6))
  assert.deepEqual([evaluated?.slot.getTime(), evaluated?.missed], [slotOf(group, 6), 0])
})

test('rules of two workspaces see nothing of each other', async (t) => {
  const [one, other] = [await openAlerts(t), await openAlerts(t)]
  const mine = await one.group([draftOf({ ...hot, forMs: 0 })])
  const theirs = await other.group([draftOf({ ...hot, forMs: 0 })])
  await one.write(server, slotOf(mine, 0), 35)
  await one.evaluateAt(slotOf(mine, 0))
  await other.evaluateAt(slotOf(theirs, 0))
  assert.equal((await getRule(one.ctx, ruleOf(mine))).state, 'firing')
  assert.equal((await getRule(other.ctx, ruleOf(theirs))).state, 'inactive')
  assert.deepEqual(await other.query('{__name__=~"ALERTS.*|temperature"}', slotOf(mine, 0)), [])
  assert.deepEqual(await incidents(other), [])
  await assert.rejects(getRule(other.ctx, ruleOf(mine)), /no such alert rule/)
})
