/** What people do with groups of rules. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import { listActivities } from '#platform/activity'
import { inTransaction } from '#platform/database'
import { call, testContext, withRole } from '#testing'
import { maxRulesPerWorkspace } from '../limits.ts'
import { endpoints } from '../routes.ts'

const rule = { name: 'TooHot', expr: 'temperature > 30' }

async function open() {
  const ctx = await testContext()
  const { id: projectId } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const ask = async (method: string, path: string, body?: unknown, as = ctx) => {
    const answer = await call(as, endpoints, method, path, body)
    return { status: answer.status, body: answer.status === 204 ? undefined : await answer.json() }
  }
  return { ctx, projectId, ask }
}

test('a group is made with what is left out at its default, and read, changed and deleted', async () => {
  const { ctx, projectId, ask } = await open()
  const made = await ask('POST', '/alert-rule-groups', { projectId, name: 'Shop', rules: [rule] })
  assert.equal(made.status, 201)
  assert.partialDeepStrictEqual(made.body, {
    ...{ projectId, name: 'Shop', intervalMs: 60_000, limit: 0, queryOffsetMs: 0, version: 1, pausedAt: null },
    ...{ missedCount: 0, evaluatedAt: null },
  })
  const [first] = made.body.rules
  assert.partialDeepStrictEqual(first, {
    ...{ ...rule, kind: 'alerting', forMs: 0, severity: null, onNoData: 'keep', state: 'unknown', health: 'unknown' },
  })
  const { id } = made.body
  assert.deepEqual((await ask('GET', `/alert-rule-groups/${id}`)).body, made.body)
  assert.deepEqual((await ask('GET', '/alert-rules')).body, { items: [made.body], nextCursor: null })
  assert.partialDeepStrictEqual((await ask('GET', `/alert-rules/${first.id}`)).body, { id: first.id, alerts: [] })
  const changed = await ask('PUT', `/alert-rule-groups/${id}`, {
    ...{ projectId, name: 'Shop', version: 1 },
    rules: [
      { kind: 'recording', name: 'rooms', expr: 'count(temperature)' },
      { ...rule, expr: 'temperature > 40' },
    ],
  })
  assert.equal(changed.body.version, 2)
  assert.equal(changed.body.rules[1].id, first.id)
  assert.equal((await ask('POST', `/alert-rule-groups/${id}/pause`)).status, 204)
  assert.notEqual((await ask('GET', `/alert-rule-groups/${id}`)).body.pausedAt, null)
  assert.equal((await ask('DELETE', `/alert-rule-groups/${id}/pause`)).status, 204)
  assert.equal((await ask('GET', `/alert-rule-groups/${id}`)).body.pausedAt, null)
  assert.equal((await ask('DELETE', `/alert-rule-groups/${id}`)).status, 204)
  assert.equal((await ask('GET', `/alert-rules/${first.id}`)).status, 404)
  const activities = await inTransaction(ctx, (tx) => listActivities(tx, id))
  assert.deepEqual(activities.map(({ type }) => type).toSorted(), [
    ...['alertRules.created', 'alertRules.deleted', 'alertRules.paused', 'alertRules.resumed', 'alertRules.updated'],
  ])
})

test('of two who change a group at once the second is told', async () => {
  const { projectId, ask } = await open()
  const { body } = await ask('POST', '/alert-rule-groups', { projectId, name: 'Shop', rules: [rule] })
  const change = { projectId, name: 'Shop', version: 1, rules: [rule] }
  assert.equal((await ask('PUT', `/alert-rule-groups/${body.id}`, change)).status, 200)
  const second = await ask('PUT', `/alert-rule-groups/${body.id}`, change)
  assert.equal(second.status, 409)
  assert.match(second.body.detail, /its version is 2/)
})

test('what no rule can be is refused, with the field and the place', async () => {
  const { projectId, ask } = await open()
  const refused = async (bad: object, group: object = {}) => {
    const body = { projectId, name: 'Shop', rules: [rule, { ...rule, ...bad }], ...group }
    const answer = await ask('POST', '/alert-rule-groups', body)
    assert.equal(answer.status, 400, JSON.stringify(answer.body))
    return answer.body.errors ?? answer.body.fields ?? answer.body
  }
  const text = async (bad: object, group?: object) => JSON.stringify(await refused(bad, group))
  assert.match(await text({ expr: 'sum(' }), /rules\.1\.expr.*1:5|1:5.*rules\.1\.expr/s)
  assert.match(await text({ expr: 'temperature[5m]' }), /range vector/)
  assert.match(await text({ expr: '"text"' }), /string/)
  assert.match(await text({ annotations: { summary: 'line\n{{ .Oops' } }), /rules\.1\.annotations\.summary.*line 2/s)
  assert.match(await text({ labels: { __name__: 'x' } }), /is no name of a label/)
  assert.match(await text({ labels: { x: '\u0000' } }), /labels/)
  assert.match(await text({ kind: 'recording', name: 'a{b="c"}' }), /no braces/)
  assert.match(await text({ kind: 'recording', forMs: 1000 }), /does not wait/)
  assert.match(await text({ kind: 'recording', annotations: { a: 'b' } }), /no annotations/)
  assert.match(await text({ forMs: -1 }), /forMs/)
  assert.match(await text({}, { intervalMs: 4999 }), /intervalMs/)
  assert.match(await text({}, { limit: 1001 }), /limit/)
})

test('names are unique in a project, a group stays in its project, and a workspace has a bound of rules', async () => {
  const { ctx, projectId, ask } = await open()
  const { id: other } = await inTransaction(ctx, (tx) => addProject(tx, 'Other'))
  const { body } = await ask('POST', '/alert-rule-groups', { projectId, name: 'Shop', rules: [rule] })
  assert.equal((await ask('POST', '/alert-rule-groups', { projectId, name: 'Shop', rules: [] })).status, 409)
  assert.equal((await ask('POST', '/alert-rule-groups', { projectId: other, name: 'Shop', rules: [] })).status, 201)
  const moved = { projectId: other, name: 'Moved', version: 1, rules: [rule] }
  assert.equal((await ask('PUT', `/alert-rule-groups/${body.id}`, moved)).status, 400)
  const many = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `Rule ${at}`, expr: 'vector(1)' }))
  for (let left = maxRulesPerWorkspace - 1, at = 0; left > 0; left -= 500, at++) {
    const rules = many(Math.min(500, left))
    const answer = await ask('POST', '/alert-rule-groups', { projectId, name: `Many ${at}`, rules })
    assert.equal(answer.status, 201)
  }
  const full = await ask('POST', '/alert-rule-groups', { projectId, name: 'One more', rules: [rule] })
  assert.equal(full.status, 409)
  assert.match(full.body.detail, /2000 alert rules at most/)
})

test('who may only read changes nothing, and another workspace is told of none', async () => {
  const { ctx, projectId, ask } = await open()
  const draft = { projectId, name: 'Shop', rules: [rule] }
  const { body } = await ask('POST', '/alert-rule-groups', draft)
  const viewer = withRole(ctx, 'viewer')
  const path = `/alert-rule-groups/${body.id}`
  for (const [method, to, sent] of [
    ['POST', '/alert-rule-groups', { ...draft, name: 'Other' }],
    ['PUT', path, { ...draft, version: 1 }],
    ['DELETE', path, undefined],
    ['POST', `${path}/pause`, undefined],
    ['DELETE', `${path}/pause`, undefined],
  ] as const) {
    assert.equal((await ask(method, to, sent, viewer)).status, 403, `${method} ${to}`)
    const stranger = await testContext()
    assert.equal((await ask(method, to, sent, stranger)).status, 404, `${method} ${to}`)
  }
  assert.equal((await ask('GET', path, undefined, viewer)).status, 200)
  assert.equal((await ask('GET', path, undefined, await testContext())).status, 404)
})
