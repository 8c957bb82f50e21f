import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordSignals, type Incident } from '#modules/incidents'
import { recordActivity } from '#platform/activity'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { eventually, testContext } from '#testing'
import {
  createdPage,
  createdReport,
  get,
  patch,
  post,
  published,
  remove,
  subscribed,
  withoutWorkers,
} from '../test-support.ts'
import { publishAllDuePosts, publishDuePosts } from './publish-posts.ts'

const hour = 3_600_000
const ahead = (hours: number): string => new Date(Date.now() + hours * hour).toISOString()

/** The same workspace later; its jobs are only written down. */
const later = (ctx: Context, hours: number): Context => ({
  ...withoutWorkers(ctx),
  now: () => new Date(Date.now() + hours * hour),
})

async function scheduled(ctx: Context, api: string, input: object = {}): Promise<any> {
  const answer = await post(ctx, `${api}/scheduled-posts`, {
    ...{ title: 'Planned', status: 'investigating', body: 'We begin now.', publishAt: ahead(1), ...input },
  })
  assert.equal(answer.status, 201, await answer.clone().text())
  return answer.json()
}

async function openedIncident(ctx: Context, level: 'fatal' | 'error' = 'fatal'): Promise<Incident> {
  const seenAt = new Date()
  const [incident] = await inTransaction(ctx, (tx) =>
    recordSignals(tx, [
      {
        ...{ projectId: `prj_${'1'.repeat(32)}`, key: '0123456789abcdef0123456789abcdef', formerKeys: [], count: 1 },
        ...{ firstSeenAt: seenAt, lastSeenAt: seenAt, receivedAt: seenAt, release: null, releases: [] },
        ...{ environments: [], kind: 'exception', level, title: 'TypeError in billing of Jane Doe', culprit: '' },
        ...{ grouping: { method: 'stack', version: 1, parts: [] }, eventId: 'e'.repeat(32) },
      },
    ]),
  )
  const found = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('incidents').selectAll().where('id', '=', incident!.id).executeTakeFirstOrThrow(),
  )
  return found
}

test('a post is published at its time with the states of its components and told to subscribers, once, by whoever comes first', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const [api] = page.components
  await subscribed(ctx, page)
  await scheduled(ctx, page.api, { components: [{ id: api, status: 'partial_outage' }] })
  await publishDuePosts(ctx, page.id)
  assert.equal((await (await get(ctx, `${page.api}/reports`)).json()).items.length, 0, 'its time has not come')
  const then = later(ctx, 2)
  await Promise.all([publishDuePosts(then, page.id), publishAllDuePosts(then), publishDuePosts(then, page.id)])
  const { items } = await (await get(ctx, `${page.api}/reports`)).json()
  assert.equal(items.length, 1)
  assert.partialDeepStrictEqual(items[0], {
    title: 'Planned',
    impact: 'major',
    components: [{ status: 'partial_outage' }],
  })
  assert.equal(items[0].updates[0].mail.queued, 1)
  assert.deepEqual((await (await get(ctx, `${page.api}/scheduled-posts`)).json()).items, [])
})

test('after a stop, what was to be said is said in its order', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page)
  await scheduled(ctx, page.api, { title: undefined, reportId: report.id, status: 'resolved', publishAt: ahead(3) })
  await scheduled(ctx, page.api, { title: undefined, reportId: report.id, status: 'identified', publishAt: ahead(1) })
  await scheduled(ctx, page.api, { title: undefined, reportId: report.id, status: 'monitoring', publishAt: ahead(2) })
  await publishAllDuePosts(later(ctx, 6))
  const read = await (await get(ctx, `/reports/${report.id}`)).json()
  assert.deepEqual(
    read.updates.map(({ status }: { status: string }) => status),
    ['resolved', 'monitoring', 'identified', 'investigating'],
  )
})

test('what can no longer be said fails with a reason, keeps nothing else waiting, and can be given another time', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page)
  const late = await scheduled(ctx, page.api, { title: undefined, reportId: report.id, status: 'monitoring' })
  await scheduled(ctx, page.api, { title: 'Another', publishAt: ahead(1.5) })
  await published(ctx, report.id, 'resolved')
  await publishAllDuePosts(later(ctx, 2))
  const { items } = await (await get(ctx, `${page.api}/scheduled-posts`)).json()
  assert.partialDeepStrictEqual(items, [{ id: late.id, state: 'failed', failure: 'the report is already resolved' }])
  assert.equal((await (await get(ctx, `${page.api}/reports`)).json()).items.length, 2)
  const again = await patch(ctx, `/scheduled-posts/${late.id}`, { publishAt: ahead(5) })
  assert.partialDeepStrictEqual(await again.json(), { state: 'waiting', failure: null })
  assert.equal((await remove(ctx, `/scheduled-posts/${late.id}`)).status, 204)
})

test('what is older than half a day is not news any more: a person decides', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await scheduled(ctx, page.api)
  await publishAllDuePosts(later(ctx, 20))
  const { items } = await (await get(ctx, `${page.api}/scheduled-posts`)).json()
  assert.equal(items[0].state, 'failed')
  assert.equal((await (await get(ctx, `${page.api}/reports`)).json()).items.length, 0)
})

test('a post needs a time to come, a title or a report of its page, and components of its page', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const other = await createdPage(ctx)
  const strange = await createdReport(ctx, other)
  const base = { title: 'x', body: 'x', status: 'investigating', publishAt: ahead(1) }
  const refused: [object, string][] = [
    [{ ...base, publishAt: ahead(-1) }, 'publishAt'],
    [{ ...base, publishAt: ahead(24 * 400) }, 'publishAt'],
    [{ ...base, title: undefined }, 'title'],
    [{ ...base, reportId: strange.id }, 'reportId'],
    [{ ...base, components: [{ id: other.components[0], status: 'operational' }] }, 'components.0.id'],
  ]
  for (const [input, path] of refused) {
    const answer = await post(ctx, `${page.api}/scheduled-posts`, input)
    assert.equal(answer.status, 400, path)
    assert.equal((await answer.json()).fields[0].path, path)
  }
})

test('a post is published by itself when its time comes', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await scheduled(ctx, page.api, { publishAt: new Date(Date.now() + 1_000).toISOString() })
  await eventually('the report', async () => (await (await get(ctx, `${page.api}/reports`)).json()).items.length === 1)
})

test('a draft from an incident says nothing of its inside, and is published only by a person', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const incident = await openedIncident(ctx)
  const answer = await post(ctx, `${page.api}/proposals`, { incidentId: incident.id })
  assert.equal(answer.status, 201, await answer.clone().text())
  const proposal = await answer.json()
  assert.doesNotMatch(JSON.stringify(proposal), /TypeError|Jane/)
  assert.equal((await post(ctx, `${page.api}/proposals`, { incidentId: incident.id })).status, 409)
  const words = { title: 'Bills are late', status: 'investigating', body: 'We look into it.' }
  const key: Context = { ...ctx, actor: { kind: 'apiKey', id: 'key_1', name: 'CI' } }
  assert.equal((await post(key, `/proposals/${proposal.id}/acceptance`, words)).status, 403)
  assert.equal((await (await get(ctx, `${page.api}/reports`)).json()).items.length, 0)
  const accepted = await post(ctx, `/proposals/${proposal.id}/acceptance`, words)
  assert.equal(accepted.status, 200, await accepted.clone().text())
  const report = await accepted.json()
  assert.partialDeepStrictEqual(report, { title: 'Bills are late', incidentId: incident.id })
  const decided = await (await get(ctx, `/proposals/${proposal.id}`)).json()
  assert.partialDeepStrictEqual(decided, { decision: 'accepted', decidedBy: ctx.actor.id, reportId: report.id })
  assert.equal((await post(ctx, `/proposals/${proposal.id}/acceptance`, words)).status, 409)
  assert.equal((await post(ctx, `/proposals/${proposal.id}/dismissal`, {})).status, 409)
})

test('a rule drafts for the severities that it names, once; what was dismissed does not come back', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const components = [{ id: page.components[0], status: 'degraded_performance' }]
  const rule = await post(ctx, `${page.api}/proposal-rules`, { severities: ['critical'], components })
  assert.equal(rule.status, 201)
  const incident = await openedIncident(ctx)
  const analysed = () =>
    inTransaction(ctx, (tx) => recordActivity(tx, 'incident.analysed', { subjectId: incident.id, data: {} }))
  await Promise.all([analysed(), analysed()])
  const list = async () => (await (await get(ctx, `${page.api}/proposals`)).json()).items
  const [proposal] = await eventually('the draft', async () => {
    const items = await list()
    return items.length > 0 && items
  })
  assert.partialDeepStrictEqual(proposal, { source: 'rule', title: 'Problems with API', components })
  assert.equal((await (await get(ctx, `${page.api}/reports`)).json()).items.length, 0)
  assert.equal((await post(ctx, `/proposals/${proposal.id}/dismissal`, {})).status, 200)
  const { proposalSubscriptions } = await import('./propose.ts')
  const activity = await analysed()
  await proposalSubscriptions[0]!.job.handle(ctx, { activityId: activity.id })
  assert.deepEqual(await list(), [])
})

test('when the incident is over, a draft that waits is withdrawn and the end of an open report is drafted', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const second = await createdPage(ctx)
  const incident = await openedIncident(ctx)
  const proposal = await (await post(ctx, `${page.api}/proposals`, { incidentId: incident.id })).json()
  const report = await createdReport(ctx, second, { incidentId: incident.id })
  await inTransaction(ctx, async (tx) => {
    const resolved = { status: 'resolved', resolvedAt: tx.now() } as const
    await tx.db.updateTable('incidents').set(resolved).where('id', '=', incident.id).execute()
    await recordActivity(tx, 'incident.resolved', { subjectId: incident.id, data: {} })
  })
  const [end] = await eventually('the draft of the end', async () => {
    const { items } = await (await get(ctx, `${second.api}/proposals`)).json()
    return items.length > 0 && items
  })
  assert.partialDeepStrictEqual(end, { source: 'recovery', reportId: report.id, status: 'resolved' })
  assert.equal((await (await get(ctx, `/proposals/${proposal.id}`)).json()).decision, 'withdrawn')
  const input = { title: 'ignored', status: 'resolved', body: end.body, notifySubscribers: false }
  const accepted = await post(ctx, `/proposals/${end.id}/acceptance`, input)
  assert.equal(accepted.status, 200, await accepted.clone().text())
  assert.partialDeepStrictEqual(await accepted.json(), { id: report.id, status: 'resolved', title: report.title })
})
