import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints as incidentEndpoints } from '#modules/incidents'
import { call, testContext } from '#testing'
import { draftOf, intervalMs, openAlerts } from '../alerts.fixture.ts'
import { getRule } from '../groups/list-groups.ts'
import { endpoints } from '../index.ts'
import { rehearseRule } from '../rehearsal/rehearse-rule.ts'
import { problemOf, silencersOf, stateOf, type Silence } from './silence.ts'
import { createSilence, endSilence, listSilences } from './silences.ts'

const matcher = (name: string, value: string, more = {}) => ({ name, value, isRegex: false, isEqual: true, ...more })
const silence = (matchers: Silence['matchers']): Silence => ({
  ...{ id: 'sil_1', matchers, comment: '', createdBy: 'usr_1', createdByName: 'Ada' },
  ...{ startsAt: new Date(0), endsAt: new Date(1000), createdAt: new Date(0), updatedAt: new Date(0) },
})

test('all matchers must hold, of whole values, and a label that is not there is empty', () => {
  const by = (...matchers: Silence['matchers']) => silencersOf([silence(matchers)])
  assert.deepEqual(by(matcher('a', 'x'), matcher('b', 'y'))({ a: 'x', b: 'y' }), ['sil_1'])
  assert.deepEqual(by(matcher('a', 'x'), matcher('b', 'y'))({ a: 'x' }), [])
  assert.deepEqual(by(matcher('a', 'web-.*', { isRegex: true }))({ a: 'web-1' }), ['sil_1'])
  assert.deepEqual(by(matcher('a', 'web', { isRegex: true }))({ a: 'web-1' }), [])
  assert.deepEqual(by(matcher('a', 'x'), matcher('b', 'y', { isEqual: false }))({ a: 'x' }), ['sil_1'])
  assert.deepEqual(by(matcher('a', 'x'), matcher('b', '', { isEqual: false }))({ a: 'x' }), [])
})

test('matchers that would silence everything, and what is no regular expression, are refused', () => {
  assert.match(problemOf([matcher('a', '.*', { isRegex: true })]) ?? '', /must not match an empty value/)
  assert.match(problemOf([matcher('a', 'b', { isEqual: false })]) ?? '', /must not match an empty value/)
  assert.match(problemOf([matcher('a', '(', { isRegex: true })]) ?? '', /^a: /)
  assert.equal(problemOf([matcher('a', 'b')]), undefined)
})

test('a silence begins and ends at its very times', () => {
  const times = { startsAt: new Date(1000), endsAt: new Date(2000) }
  assert.deepEqual(
    [999, 1000, 1999, 2000].map((ms) => stateOf(times, new Date(ms))),
    ['pending', 'active', 'active', 'expired'],
  )
})

test('what is silenced opens no incident; when the silence is over and it still fires, it does', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([draftOf({ name: 'TooHot', expr: 'temperature > 30' })])
  const slot = (step: number) => group.nextAt.getTime() + step * intervalMs
  const incidents = async () => (await (await call(ctx, incidentEndpoints, 'GET', '/incidents')).json()).items
  house.moveTo(slot(0))
  const endsAt = new Date(slot(3))
  await createSilence(ctx, { matchers: [matcher('room', 'a')], endsAt, comment: 'Fans' })
  for (let step = 0; step <= 2; step++) {
    await house.write({ __name__: 'temperature', room: 'a' }, slot(step), 35)
    await house.evaluateAt(slot(step))
    assert.deepEqual(await incidents(), [], `step ${step}`)
  }
  // Another one, which no silence matches, opens it at once.
  await house.write({ __name__: 'temperature', room: 'a' }, slot(3), 35)
  await house.evaluateAt(slot(3))
  assert.equal((await incidents()).length, 1)
  assert.equal((await incidents())[0].eventCount, 1)
})

test('what another room does is told although one room is silenced', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const group = await house.group([draftOf({ name: 'TooHot', expr: 'temperature > 30' })])
  house.moveTo(group.nextAt.getTime())
  await createSilence(ctx, {
    ...{ matchers: [matcher('room', 'a')], comment: '' },
    endsAt: new Date(group.nextAt.getTime() + 86_400_000),
  })
  await house.write({ __name__: 'temperature', room: 'a' }, group.nextAt.getTime(), 35)
  await house.write({ __name__: 'temperature', room: 'b' }, group.nextAt.getTime(), 36)
  await house.evaluateAt(group.nextAt.getTime())
  const [incident] = (await (await call(ctx, incidentEndpoints, 'GET', '/incidents')).json()).items
  assert.equal(incident.eventCount, 1)
})

test('what a rule without data would tell is silenced by its labels, and told when the silence is over', async (t) => {
  const house = await openAlerts(t)
  const { ctx } = house
  const rule = draftOf({
    ...{ name: 'TooHot', expr: 'temperature > 30', onNoData: 'alert', severity: 'critical' },
    labels: { severity: 'warning', room: '{{ $labels.room }}' },
  })
  const group = await house.group([rule])
  const [ruleId = ''] = group.rules.map(({ id }) => id)
  const slot = (step: number) => group.nextAt.getTime() + step * intervalMs
  const incidents = async () => (await (await call(ctx, incidentEndpoints, 'GET', '/incidents')).json()).items
  const list = async () => (await (await call(ctx, endpoints, 'GET', '/silences')).json()).items
  await house.write({ __name__: 'temperature', room: 'a' }, slot(0), 20)
  for (let step = 0; step <= 4; step++) await house.evaluateAt(slot(step))
  const matchers = [
    ...[matcher('alertname', 'TooHot'), matcher('severity', 'warn.*', { isRegex: true })],
    ...[matcher('group', 'Shop'), matcher('project', 'Shop'), matcher('room', '')],
  ]
  await createSilence(ctx, { matchers, endsAt: new Date(slot(7)), comment: 'The sensor is changed' })
  for (let step = 5; step <= 6; step++) {
    await house.evaluateAt(slot(step))
    const labels = { alertname: 'TooHot', severity: 'warning', group: 'Shop', project: 'Shop' }
    const { state, withoutData } = await getRule(ctx, ruleId)
    assert.deepEqual([state, withoutData?.labels, withoutData?.silencedBy.length], ['noData', labels, 1])
    assert.deepEqual(await incidents(), [], `step ${step}`)
    const [{ keepsQuiet }] = await list()
    assert.deepEqual(keepsQuiet, { count: 1, names: ['TooHot'] })
  }
  await house.evaluateAt(slot(7))
  assert.equal((await list())[0].keepsQuiet, null)
  const [incident, ...others] = await incidents()
  assert.deepEqual(others, [])
  assert.partialDeepStrictEqual(incident, { title: 'TooHot: no data', status: 'open', severity: 'medium' })
  assert.equal((await getRule(ctx, ruleId)).withoutData?.silencedBy.length, 0)
  await house.write({ __name__: 'temperature', room: 'a' }, slot(8), 20)
  await house.evaluateAt(slot(8))
  assert.equal((await incidents())[0].status, 'resolved')

  // A rehearsal knows of the silence what is on record.
  const settings = { intervalMs, limit: 0, queryOffsetMs: 0, labels: {}, name: group.name, projectId: house.projectId }
  const { signal } = new AbortController()
  const rehearsed = await rehearseRule(ctx, { group: settings, groupId: group.id, rule, days: 1 }, signal)
  const span = (from: number, to: number) => ({ from: new Date(slot(from)), to: new Date(slot(to)), over: true })
  assert.deepEqual(rehearsed.silenced, [span(5, 7)])
  assert.deepEqual(rehearsed.firings, [{ ...span(7, 8), mostAlerts: 0 }])
  assert.equal(rehearsed.incidents, 1)
  const elsewhere = { ...settings, projectId: 'prj_0' }
  await assert.rejects(rehearseRule(ctx, { group: elsewhere, rule, days: 1 }, signal), { code: 'not_found' })
})

test('a silence is made, changed and ended by its endpoints; one that is over stays as it was', async () => {
  const ctx = await testContext()
  const endsAt = new Date(ctx.now().getTime() + 3_600_000).toISOString()
  const body = { matchers: [{ name: 'a', value: 'b' }], endsAt, comment: 'Work' }
  const made = await (await call(ctx, endpoints, 'POST', '/silences', body)).json()
  assert.partialDeepStrictEqual(made, { state: 'active', comment: 'Work', createdBy: ctx.actor.id })
  const changed = await call(ctx, endpoints, 'PUT', `/silences/${made.id}`, { ...body, comment: 'More work' })
  assert.equal((await changed.json()).comment, 'More work')
  assert.equal((await call(ctx, endpoints, 'DELETE', `/silences/${made.id}`)).status, 204)
  assert.equal((await call(ctx, endpoints, 'PUT', `/silences/${made.id}`, body)).status, 409)
  assert.deepEqual(
    (await listSilences(ctx)).map(({ state }) => state),
    ['expired'],
  )
  await endSilence(ctx, made.id)
  const other = await testContext()
  assert.equal((await call(other, endpoints, 'DELETE', `/silences/${made.id}`)).status, 404)
  const odd = { ...body, matchers: [{ name: 'a', value: 'b\u0000' }] }
  assert.equal((await call(ctx, endpoints, 'POST', '/silences', odd)).status, 400)
  assert.equal((await call(ctx, endpoints, 'POST', '/silences', { ...body, comment: '\ud800' })).status, 400)
  const forLong = { ...body, endsAt: '2999-01-01T00:00:00Z' }
  assert.equal((await call(ctx, endpoints, 'POST', '/silences', forLong)).status, 400)
})
