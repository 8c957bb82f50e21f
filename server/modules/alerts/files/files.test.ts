import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addProject } from '#modules/workspaces'
import { inTransaction } from '#platform/database'
import { call, testContext } from '#testing'
import { endpoints } from '../index.ts'
import type { GroupDraft, RuleDraft } from '../rule.ts'
import { readRuleFile } from '../rules/read-rule-file.ts'
import { writeRuleFile } from '../rules/write-rule-file.ts'
import { compare, draftOf, fileGroupOf } from './drafts.ts'

const file = `groups:
- name: checkout
  interval: 30s
  query_offset: 10s
  limit: 20
  labels: { site: north }
  rules:
  - record: job:requests:rate5m
    expr: sum by (job) (rate(requests_total[5m]))
  - alert: HighErrorRate
    expr: job:errors:rate5m > 1
    for: 5m
    keep_firing_for: 2m
    labels: { severity: critical }
    annotations: { summary: '{{ $value | humanize }} a second' }
- name: nodes
  rules:
  - alert: Down
    expr: up == 0
`

async function open() {
  const ctx = await testContext()
  const { id: projectId } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const take = async (text: string, preview = false) => {
    const answer = await call(ctx, endpoints, 'POST', '/alert-rules/import', { projectId, text, preview })
    return { status: answer.status, ...(await answer.json()) }
  }
  const give = async () => (await call(ctx, endpoints, 'GET', `/alert-rules/export?projectId=${projectId}`)).json()
  return { ctx, projectId, take, give }
}

test('a rule file comes back as it was, and taking it again changes nothing', async () => {
  const { take, give } = await open()
  assert.deepEqual(await take(file, true), {
    ...{ status: 200, problems: [], taken: false },
    groups: [
      {
        ...{ name: 'checkout', change: 'added' },
        rules: [
          { kind: 'recording', name: 'job:requests:rate5m', change: 'added' },
          { kind: 'alerting', name: 'HighErrorRate', change: 'added' },
        ],
      },
      { name: 'nodes', change: 'added', rules: [{ kind: 'alerting', name: 'Down', change: 'added' }] },
    ],
  })
  assert.equal((await give()).groups, 0)
  assert.equal((await take(file)).taken, true)
  const { text } = await give()
  const read = (source: string) =>
    readRuleFile(source, () => undefined).file.groups.map((group) => ({
      ...group,
      intervalMs: group.intervalMs ?? 60_000,
    }))
  assert.deepEqual(read(text), read(file))
  const again = await take(text)
  assert.deepEqual(
    again.groups.map(({ change }: { change: string }) => change),
    ['unchanged', 'unchanged'],
  )
})

test('what changed and what went is said by rule, and rules that stay keep what a file cannot say', async () => {
  const { ctx, take } = await open()
  await take(file)
  const list = async () => (await (await call(ctx, endpoints, 'GET', '/alert-rules')).json()).items
  const [checkout] = await list()
  const { id, projectId, name, intervalMs, limit, queryOffsetMs, labels, version, rules } = checkout
  const drafts = rules.map(({ severity, onNoData, ...rule }: RuleDraft) => ({
    ...{ id: rule.id, kind: rule.kind, name: rule.name, expr: rule.expr, forMs: rule.forMs, labels: rule.labels },
    ...{ keepFiringForMs: rule.keepFiringForMs, annotations: rule.annotations },
    ...(rule.kind === 'alerting' && { severity: 'low', onNoData: 'alert' }),
    ...(rule.kind === 'recording' && { severity, onNoData }),
  }))
  const body = { projectId, name, intervalMs, limit, queryOffsetMs, labels, version, rules: drafts }
  assert.equal((await call(ctx, endpoints, 'PUT', `/alert-rule-groups/${id}`, body)).status, 200)
  const changed = file.replace('for: 5m', 'for: 6m').replace(/ {2}- record.*\n.*\n/, '')
  const { groups, taken } = await take(changed)
  assert.ok(taken)
  assert.deepEqual(groups[0], {
    ...{ name: 'checkout', change: 'changed' },
    rules: [
      { kind: 'alerting', name: 'HighErrorRate', change: 'changed' },
      { kind: 'recording', name: 'job:requests:rate5m', change: 'removed' },
    ],
  })
  const [after] = await list()
  assert.partialDeepStrictEqual(after.rules, [{ forMs: 360_000, severity: 'low', onNoData: 'alert', id: rules[1].id }])
})

test('an unknown key, a bad expression and what a workspace may not have are told with their line, and nothing is taken', async () => {
  const { take, give } = await open()
  const wrong = file.replace('for: 5m', 'fro: 5m').replace('up == 0', 'up ==').replace('30s', '1s')
  const { problems, taken } = await take(wrong)
  assert.equal(taken, false)
  assert.deepEqual(
    problems.map(({ line, message }: { line: number; message: string }) => [line, message.slice(0, 28)]),
    [
      [12, 'a rule has no field "fro"'],
      [19, 'could not parse expression: '],
      [2, 'group checkout: interval: fr'],
    ],
  )
  assert.equal((await give()).groups, 0)
  const odd = await take(file.replace('severity: critical', 'severity: "a\\0b"'))
  assert.match(odd.problems[0].message, /cannot be stored/)
})

test('a file without groups, and a project of another workspace, are refused', async () => {
  const { take } = await open()
  assert.equal((await take('groups: []')).status, 400)
  const [mine, other] = [await open(), await open()]
  const answer = await call(mine.ctx, endpoints, 'POST', '/alert-rules/import', {
    projectId: other.projectId,
    text: file,
  })
  assert.equal(answer.status, 404)
})

const length = fc.integer({ min: 0, max: 100_000 }).map((seconds) => seconds * 1000)
const texts = fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.string({ unit: 'grapheme', maxLength: 12 }), {
  noNullPrototype: true,
})
const rule: fc.Arbitrary<RuleDraft> = fc
  .record({
    kind: fc.constantFrom('alerting' as const, 'recording' as const),
    name: fc.stringMatching(/^[a-zA-Z:_]{1,12}$/),
    expr: fc.constantFrom('up == 0', 'sum(rate(x[5m])) > 1', '{__name__="a b"}'),
    forMs: length,
    keepFiringForMs: length,
    labels: texts,
    annotations: texts,
  })
  .map((one) => ({
    ...one,
    ...{ severity: null, onNoData: 'keep' as const },
    ...(one.kind === 'recording' && { forMs: 0, keepFiringForMs: 0, annotations: {} }),
  }))
const group: fc.Arbitrary<GroupDraft> = fc.record(
  {
    projectId: fc.constant('prj_1'),
    name: fc.stringMatching(/^[a-z0-9 .:#-]{1,20}$/).filter((name) => name.trim() !== ''),
    intervalMs: fc.integer({ min: 5, max: 86_400 }).map((seconds) => seconds * 1000),
    limit: fc.integer({ min: 0, max: 1000 }),
    queryOffsetMs: length,
    labels: texts,
    rules: fc.array(rule, { minLength: 1, maxLength: 5 }),
  },
  { noNullPrototype: true },
)

test('whatever stands in a group means the same after a way through a file', () => {
  fc.assert(
    fc.property(group, (draft) => {
      const { file: read, problems } = readRuleFile(writeRuleFile({ groups: [fileGroupOf(draft)] }), () => undefined)
      // Labels and annotations may be no templates: that is told, and the rest is read all the same.
      if (problems.length > 0) return
      const back = draftOf(read.groups[0] ?? assert.fail(), draft.projectId, undefined)
      assert.deepEqual(back, draft)
      assert.equal(compare({ ...draft }, back).change, 'unchanged')
    }),
    { numRuns: 300 },
  )
})
