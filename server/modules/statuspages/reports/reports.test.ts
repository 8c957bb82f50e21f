import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { testContext, withRole } from '#testing'
import { createdPage, createdReport, get, patch, post, published, remove } from '../test-support.ts'

const hour = 3_600_000
const ago = (hours: number): string => new Date(Date.now() - hours * hour).toISOString()

/** `[status, started, ended]` of a component, oldest first; times in hours before now, rounded. */
async function historyOf(ctx: Context, componentId: string): Promise<[string, number, number | null][]> {
  const rows = await inTransaction(ctx, (tx) =>
    tx.db
      .selectFrom('componentStates')
      .select(['status', 'startedAt', 'endedAt'])
      .where('componentId', '=', componentId)
      .orderBy('startedAt')
      .execute(),
  )
  const before = (at: Date) => Math.round((Date.now() - at.getTime()) / hour)
  return rows.map(({ status, startedAt, endedAt }) => [status, before(startedAt), endedAt && before(endedAt)])
}

/** As if the page were older than this test. */
async function ageComponents(ctx: Context, hours: number): Promise<void> {
  const startedAt = new Date(Date.now() - hours * hour)
  await inTransaction(ctx, (tx) => tx.db.updateTable('componentStates').set({ startedAt }).execute())
}

test('a report of what is over is written down with its times, and the histories of its components say the same', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await ageComponents(ctx, 100)
  const [api] = page.components
  const report = await createdReport(ctx, page, {
    ...{ startedAt: ago(20), components: [{ id: api, status: 'major_outage' }] },
    resolution: { body: 'It is over.', at: ago(18) },
  })
  assert.partialDeepStrictEqual(report, { status: 'resolved', backfilled: true, impact: 'critical' })
  assert.equal(report.updates.length, 2)
  assert.equal(Math.round((Date.now() - Date.parse(report.resolvedAt)) / hour), 18)
  assert.deepEqual(await historyOf(ctx, api!), [
    ['operational', 100, 20],
    ['major_outage', 20, 18],
    ['operational', 18, null],
  ])
  assert.deepEqual(
    report.updates.map(({ mail }: { mail: { queued: number } }) => mail.queued),
    [0, 0],
  )
})

test('a past report leaves what is shown now, and what was recorded since, as it is', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await ageComponents(ctx, 100)
  const [api] = page.components
  await createdReport(ctx, page, { startedAt: ago(5), components: [{ id: api, status: 'major_outage' }] })
  const past = await createdReport(ctx, page, {
    ...{ startedAt: ago(20), components: [{ id: api, status: 'degraded_performance' }] },
    resolution: { body: 'It is over.', at: ago(18) },
  })
  assert.deepEqual(past.updates[0].components, [{ id: api, status: 'operational' }])
  assert.deepEqual(await historyOf(ctx, api!), [
    ['operational', 100, 20],
    ['degraded_performance', 20, 18],
    ['operational', 18, 5],
    ['major_outage', 5, null],
  ])
  assert.equal((await patch(ctx, `/updates/${past.updates[0].id}`, { at: ago(17) })).status, 200)
  assert.deepEqual((await historyOf(ctx, api!))[1], ['degraded_performance', 20, 17])
  assert.equal((await remove(ctx, `/reports/${past.id}`)).status, 204)
  const statuses = (await historyOf(ctx, api!)).map(([status]) => status)
  assert.ok(!statuses.includes('degraded_performance'))
  assert.equal(statuses.at(-1), 'major_outage')
})

test('when the start or the time of an update is corrected, the histories follow', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await ageComponents(ctx, 100)
  const [api] = page.components
  const report = await createdReport(ctx, page, {
    startedAt: ago(10),
    components: [{ id: api, status: 'partial_outage' }],
  })
  const end = await published(ctx, report.id, 'resolved')
  assert.equal((await patch(ctx, `/reports/${report.id}`, { startedAt: ago(12) })).status, 200)
  const corrected = await patch(ctx, `/updates/${end.id}`, { at: ago(0.01) })
  assert.equal(corrected.status, 400, 'the first update was written after that')
  const first = (await (await get(ctx, `/reports/${report.id}`)).json()).updates.at(-1)
  assert.equal((await patch(ctx, `/updates/${first.id}`, { at: ago(12) })).status, 200)
  const moved = await patch(ctx, `/updates/${end.id}`, { at: ago(9) })
  assert.equal(moved.status, 200, await moved.clone().text())
  const body = await moved.json()
  assert.equal(Math.round((Date.now() - Date.parse(body.resolvedAt)) / hour), 9)
  assert.notEqual(body.updates[0].correctedAt, null)
  assert.deepEqual(await historyOf(ctx, api!), [
    ['operational', 100, 12],
    ['partial_outage', 12, 9],
    ['operational', 9, null],
  ])
})

test('a correction keeps what was said, shows that there was one, and tells nobody again [OPS-08]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page)
  const [update] = report.updates
  const body = 'We looked into it.'
  const answer = await (await patch(ctx, `/updates/${update.id}`, { body })).json()
  assert.partialDeepStrictEqual(answer.updates[0], { body, mail: { queued: 0 } })
  assert.notEqual(answer.updates[0].correctedAt, null)
  const { items } = await (await get(ctx, `/updates/${update.id}/revisions`)).json()
  assert.equal(items.length, 1)
  assert.partialDeepStrictEqual(items[0], { number: 1, body: 'We are looking into it.', replacedBy: ctx.actor.id })
  await patch(ctx, `/updates/${update.id}`, { body })
  const again = await (await get(ctx, `/updates/${update.id}/revisions`)).json()
  assert.equal(again.items.length, 1, 'what changes nothing is no correction')
})

test('times out of order or in the future are refused at their field', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page, { startedAt: ago(2) })
  const refused: [Promise<{ status: number; json(): Promise<any> }>, string][] = [
    [post(ctx, `/reports/${report.id}/updates`, { status: 'monitoring', body: 'x', at: ago(-1) }), 'at'],
    [post(ctx, `/reports/${report.id}/updates`, { status: 'monitoring', body: 'x', at: ago(3) }), 'at'],
    [post(ctx, `${page.api}/reports`, { title: 'x', body: 'x', startedAt: ago(-1) }), 'startedAt'],
    [
      post(ctx, `${page.api}/reports`, {
        ...{ title: 'x', body: 'x', startedAt: ago(1), resolution: { body: 'x', at: ago(2) } },
      }),
      'resolution.at',
    ],
    [post(ctx, `${page.api}/reports`, { title: 'x', body: 'x', status: 'postmortem' }), 'status'],
    [patch(ctx, `/reports/${report.id}`, { startedAt: ago(-1) }), 'startedAt'],
  ]
  for (const [answer, path] of refused) {
    const found = await answer
    assert.equal(found.status, 400, path)
    assert.equal((await found.json()).fields[0].path, path)
  }
})

test('a postmortem follows the end, once, and changes no component', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const [api] = page.components
  const report = await createdReport(ctx, page, { components: [{ id: api, status: 'major_outage' }] })
  const input = { status: 'postmortem', body: 'What happened, and what we do about it.' }
  assert.equal((await post(ctx, `/reports/${report.id}/updates`, input)).status, 409)
  await published(ctx, report.id, 'resolved')
  const components = [{ id: api, status: 'major_outage' }]
  assert.equal((await post(ctx, `/reports/${report.id}/updates`, { ...input, components })).status, 400)
  await published(ctx, report.id, 'postmortem', input)
  assert.equal((await post(ctx, `/reports/${report.id}/updates`, input)).status, 409)
  const read = await (await get(ctx, `/reports/${report.id}`)).json()
  assert.equal(read.status, 'postmortem')
  assert.notEqual(read.resolvedAt, null)
  assert.equal((await (await get(ctx, page.api)).json()).headline.indicator, 'none')
})

test('the impact is set by its author, and follows the components again when that is taken back', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page, {
    ...{ impact: 'minor', components: [{ id: page.components[0], status: 'major_outage' }] },
  })
  assert.partialDeepStrictEqual(report, { impact: 'minor', impactGiven: true })
  const given = await (await patch(ctx, `/reports/${report.id}`, { impact: 'none' })).json()
  assert.partialDeepStrictEqual(given, { impact: 'none', impactGiven: true })
  const followed = await (await patch(ctx, `/reports/${report.id}`, { impact: null })).json()
  assert.partialDeepStrictEqual(followed, { impact: 'critical', impactGiven: false })
})

test('a report that is taken back leaves no trace on the page or in the histories', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await ageComponents(ctx, 100)
  const [api] = page.components
  const report = await createdReport(ctx, page, {
    startedAt: ago(5),
    components: [{ id: api, status: 'partial_outage' }],
  })
  await published(ctx, report.id, 'identified', { components: [{ id: api, status: 'major_outage' }] })
  assert.equal((await remove(ctx, `/reports/${report.id}`)).status, 204)
  assert.equal((await get(ctx, `/reports/${report.id}`)).status, 404)
  assert.equal((await (await get(ctx, page.api)).json()).headline.indicator, 'none')
  assert.ok((await historyOf(ctx, api!)).every(([status]) => status === 'operational'))
})

test('reports are found by their state, their component and their title', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const [api] = page.components
  const open = await createdReport(ctx, page, {
    title: 'Logins fail',
    components: [{ id: api, status: 'major_outage' }],
  })
  const over = await createdReport(ctx, page, { title: 'Search was late', startedAt: ago(9) })
  await published(ctx, over.id, 'resolved')
  const found = async (query: string) => {
    const { items, counts } = await (await get(ctx, `${page.api}/reports?${query}`)).json()
    assert.deepEqual(counts, { open: 1, over: 1 })
    return items.map(({ id }: { id: string }) => id)
  }
  assert.deepEqual(await found(''), [open.id, over.id])
  assert.deepEqual(await found('state=open'), [open.id])
  assert.deepEqual(await found('state=over'), [over.id])
  assert.deepEqual(await found(`componentId=${api}`), [open.id])
  assert.deepEqual(await found('search=LATE'), [over.id])
  assert.deepEqual(await found('search=%25'), [])
})

test('a template is filled in by the page and by whoever uses it, and says what is missing', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const template = await (
    await post(ctx, `${page.api}/report-templates`, {
      ...{ name: 'Region down', title: '{{components}} in {{region}}', body: '{{page}}, {{date}}: {{cause}}' },
      components: [{ id: page.components[0], status: 'major_outage' }],
    })
  ).json()
  assert.deepEqual(template.placeholders, ['components', 'region', 'page', 'date', 'cause'])
  const filled = await post(ctx, `/report-templates/${template.id}/text`, { values: { Region: 'eu-west' } })
  const text = await filled.json()
  assert.equal(text.title, 'API in eu-west')
  assert.match(text.body, /^Acme, \d+ \w{3,4} \d{4}: \{\{cause\}\}$/)
  assert.deepEqual(text.missing, ['cause'])
  assert.deepEqual(text.components, [{ id: page.components[0], status: 'major_outage' }])
  const again = await post(ctx, `${page.api}/report-templates`, { name: 'Region down', title: 'x', body: 'x' })
  assert.equal(again.status, 409)
  assert.equal((await remove(ctx, `/report-templates/${template.id}`)).status, 204)
  assert.deepEqual((await (await get(ctx, `${page.api}/report-templates`)).json()).items, [])
})

test('a viewer sees drafts, templates and what is planned, and changes none of it', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page)
  const viewer = withRole(ctx, 'viewer')
  for (const list of ['report-templates', 'scheduled-posts', 'proposals', 'proposal-rules']) {
    assert.equal((await get(viewer, `${page.api}/${list}`)).status, 200, list)
  }
  const refused = [
    patch(viewer, `/reports/${report.id}`, { title: 'x' }),
    remove(viewer, `/reports/${report.id}`),
    patch(viewer, `/updates/${report.updates[0].id}`, { body: 'x' }),
    post(viewer, `${page.api}/report-templates`, { name: 'x', title: 'x', body: 'x' }),
    post(viewer, `${page.api}/scheduled-posts`, { title: 'x', body: 'x', status: 'resolved', publishAt: ago(-1) }),
    post(viewer, `${page.api}/proposals`, { incidentId: `inc_${'0'.repeat(32)}` }),
    post(viewer, `${page.api}/proposal-rules`, { severities: ['low'] }),
  ]
  for (const answer of await Promise.all(refused)) assert.equal(answer.status, 403)
})
