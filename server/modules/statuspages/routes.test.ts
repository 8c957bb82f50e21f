import assert from 'node:assert/strict'
import test from 'node:test'
import { listConsequences } from '#platform/activity'
import { inTransaction } from '#platform/database'
import { recordSignals } from '#modules/incidents'
import { testContext, withRole } from '#testing'
import { createdPage, createdReport, get, patch, post, published, remove } from './test-support.ts'

test('a page is made, read, changed and deleted', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, [])
  assert.partialDeepStrictEqual(await (await get(ctx, page.api)).json(), {
    slug: page.slug,
    name: 'Acme',
    description: '',
    timeZone: 'Etc/UTC',
    headline: { indicator: 'none', description: 'All Systems Operational' },
    subscriberCount: 0,
  })
  const changed = await patch(ctx, page.api, { name: 'Acme status', timeZone: 'Europe/Berlin' })
  assert.partialDeepStrictEqual(await changed.json(), {
    name: 'Acme status',
    timeZone: 'Europe/Berlin',
    slug: page.slug,
  })
  assert.equal((await (await get(ctx, '/status-pages')).json()).items.length, 1)
  assert.equal((await remove(ctx, page.api)).status, 204)
  assert.equal((await get(ctx, page.api)).status, 404)
})

test('a slug is taken on the whole installation: the second one who wants it is told', async () => {
  const ctx = await testContext()
  const { slug } = await createdPage(ctx, [])
  const other = await testContext()
  const again = await post(other, '/status-pages', { slug, name: 'Other' })
  assert.equal(again.status, 409)
  const mine = await createdPage(other, [])
  assert.equal((await patch(other, mine.api, { slug })).status, 409)
})

test('reserved and malformed slugs and unknown time zones are refused at their field', async () => {
  const ctx = await testContext()
  for (const slug of ['www', 'api', 'Acme', 'a b', '-a', 'a'.repeat(41), 'xn--abc']) {
    const answer = await post(ctx, '/status-pages', { slug, name: 'Acme' })
    assert.equal(answer.status, 400, slug)
    assert.equal((await answer.json()).fields[0].path, 'slug')
  }
  assert.equal((await post(ctx, '/status-pages', { slug: 'mars-page', name: 'Acme', timeZone: 'Mars/X' })).status, 400)
})

test('what changes nothing leaves the time of the last change alone', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['API'])
  const updatedAt = async () => (await (await get(ctx, page.api)).json()).updatedAt
  const before = await updatedAt()
  await patch(ctx, page.api, { name: 'Acme' })
  await patch(ctx, `/components/${page.components[0]}`, { status: 'operational', position: 1, name: 'API' })
  assert.equal(await updatedAt(), before)
  await patch(ctx, `/components/${page.components[0]}`, { status: 'partial_outage' })
  assert.notEqual(await updatedAt(), before)
})

test('components keep an order without gaps', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['A', 'B', 'C'])
  const order = async () => {
    const { items } = await (await get(ctx, `${page.api}/components`)).json()
    return items.map(({ name, position }: { name: string; position: number }) => `${position}${name}`).join(' ')
  }
  assert.equal(await order(), '1A 2B 3C')
  await patch(ctx, `/components/${page.components[2]}`, { position: 1 })
  assert.equal(await order(), '1C 2A 3B')
  await patch(ctx, `/components/${page.components[2]}`, { position: 200 })
  assert.equal(await order(), '1A 2B 3C')
  await remove(ctx, `/components/${page.components[0]}`)
  assert.equal(await order(), '1B 2C')
})

test('a report goes from investigating to resolved, and its components with it [OPS-06]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const [api, web] = page.components
  const report = await createdReport(ctx, page, { components: [{ id: api, status: 'major_outage' }] })
  assert.partialDeepStrictEqual(report, {
    impact: 'critical',
    status: 'investigating',
    incidentId: null,
    resolvedAt: null,
    components: [{ id: api, name: 'API', status: 'major_outage' }],
  })
  assert.equal((await (await get(ctx, page.api)).json()).headline.description, 'Partial System Outage')
  await published(ctx, report.id, 'identified', { components: [{ id: web, status: 'degraded_performance' }] })
  const resolved = await published(ctx, report.id, 'resolved', { components: [{ id: web, status: 'partial_outage' }] })
  assert.deepEqual(resolved.components, [
    { id: api, status: 'operational' },
    { id: web, status: 'partial_outage' },
  ])
  const read = await (await get(ctx, `/reports/${report.id}`)).json()
  assert.partialDeepStrictEqual(read, { status: 'resolved', impact: 'critical' })
  assert.deepEqual(
    read.updates.map((update: { status: string }) => update.status),
    ['resolved', 'identified', 'investigating'],
  )
  assert.equal((await (await get(ctx, page.api)).json()).headline.description, 'Minor Service Outage')
  const late = await post(ctx, `/reports/${report.id}/updates`, { status: 'monitoring', body: 'Again' })
  assert.equal(late.status, 409)
})

test('of two who resolve a report at the same moment one is told that the other was first', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page)
  const resolve = () => post(ctx, `/reports/${report.id}/updates`, { status: 'resolved', body: 'Done' })
  const statuses = (await Promise.all([resolve(), resolve()])).map((answer) => answer.status)
  assert.deepEqual(statuses.toSorted(), [201, 409])
})

test('a component of another page, or one named twice, is refused at its field', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const other = await createdPage(ctx)
  const components = [{ id: other.components[0], status: 'major_outage' }]
  const stranger = await post(ctx, `${page.api}/reports`, { title: 'x', body: 'x', components })
  assert.equal(stranger.status, 400)
  assert.equal((await stranger.json()).fields[0].path, 'components.0.id')
  const twice = [0, 0].map((index) => ({ id: page.components[index], status: 'major_outage' }))
  const answer = await post(ctx, `${page.api}/reports`, { title: 'x', body: 'x', components: twice })
  assert.equal((await answer.json()).fields[0].path, 'components.1.id')
})

test('reports are listed newest first, page by page, each once', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, [])
  for (let number = 0; number < 5; number++) await createdReport(ctx, page, { title: `Report ${number}` })
  const titles: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`
    const body: any = await (await get(ctx, `${page.api}/reports?limit=2${query}`)).json()
    titles.push(...body.items.map((item: { title: string }) => item.title))
    cursor = body.nextCursor
  }
  assert.deepEqual(titles.toSorted(), ['Report 0', 'Report 1', 'Report 2', 'Report 3', 'Report 4'])
})

test('the chain from an incident to its report, its updates and its mails can be walked', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const seenAt = new Date()
  const [incident] = await inTransaction(ctx, (tx) =>
    recordSignals(tx, [
      {
        projectId: `prj_${'1'.repeat(32)}`,
        key: '0123456789abcdef0123456789abcdef',
        formerKeys: [],
        count: 1,
        firstSeenAt: seenAt,
        lastSeenAt: seenAt,
        receivedAt: seenAt,
        release: null,
        releases: [],
        environments: [],
        kind: 'exception',
        level: 'error',
        title: 'TypeError',
        culprit: '',
        grouping: { method: 'stack', version: 1, parts: [] },
        eventId: 'e'.repeat(32),
      },
    ]),
  )
  const report = await createdReport(ctx, page, { incidentId: incident!.id })
  assert.equal(report.incidentId, incident!.id)
  await published(ctx, report.id, 'resolved', { notifySubscribers: false })
  const chain = await inTransaction(ctx, (tx) => listConsequences(tx, incident!.id))
  // Notifications of the incident follow from it as well, in their own time.
  const types = chain.map((activity) => activity.type).filter((type) => !/^(notification|delivery)\./.test(type))
  assert.deepEqual(types.toSorted(), [
    'incident.opened',
    'report.published',
    'subscriberMail.queued',
    'update.published',
    'update.published',
  ])
  assert.equal(chain.find((activity) => activity.type === 'report.published')!.subjectId, report.id)
})

test('a report about an incident that does not exist here is refused', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const input = { title: 'x', body: 'x', incidentId: `inc_${'0'.repeat(32)}` }
  assert.equal((await post(ctx, `${page.api}/reports`, input)).status, 404)
})

test('a viewer may read everything but addresses, and change nothing', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page)
  const viewer = withRole(ctx, 'viewer')
  for (const path of [
    '/status-pages',
    page.api,
    `${page.api}/components`,
    `${page.api}/reports`,
    `/reports/${report.id}`,
  ]) {
    assert.equal((await get(viewer, path)).status, 200, path)
  }
  const refused = [
    post(viewer, '/status-pages', { slug: 'viewer-page', name: 'x' }),
    patch(viewer, page.api, { name: 'x' }),
    remove(viewer, page.api),
    post(viewer, `${page.api}/components`, { name: 'x' }),
    patch(viewer, `/components/${page.components[0]}`, { name: 'x' }),
    remove(viewer, `/components/${page.components[0]}`),
    post(viewer, `${page.api}/reports`, { title: 'x', body: 'x' }),
    post(viewer, `/reports/${report.id}/updates`, { status: 'resolved', body: 'x' }),
    get(viewer, `${page.api}/subscribers`),
    remove(viewer, `/subscribers/sub_${'0'.repeat(32)}`),
  ]
  for (const answer of await Promise.all(refused)) assert.equal(answer.status, 403)
})

test('another workspace cannot tell that the page, its components and its reports exist', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page)
  const other = await testContext()
  const unknown = 'zzzzzzzzzzzz'
  const pairs: [Promise<Response>, Promise<Response>][] = [
    [get(other, page.api), get(other, `/status-pages/${unknown}`)],
    [patch(other, page.api, { name: 'x' }), patch(other, `/status-pages/${unknown}`, { name: 'x' })],
    [remove(other, page.api), remove(other, `/status-pages/${unknown}`)],
    [get(other, `${page.api}/subscribers`), get(other, `/status-pages/${unknown}/subscribers`)],
    [get(other, `${page.api}/reports`), get(other, `/status-pages/${unknown}/reports`)],
    [remove(other, `/components/${page.components[0]}`), remove(other, `/components/${unknown}`)],
    [get(other, `/reports/${report.id}`), get(other, `/reports/${unknown}`)],
    [
      post(other, `/reports/${report.id}/updates`, { status: 'resolved', body: 'x' }),
      post(other, `/reports/${unknown}/updates`, { status: 'resolved', body: 'x' }),
    ],
  ]
  for (const pair of pairs) {
    const [theirs, none] = await Promise.all(pair)
    assert.equal(theirs.status, 404)
    const body = async (answer: Response) => ({ ...((await answer.json()) as object), requestId: '' })
    assert.deepEqual(await body(theirs), await body(none))
  }
  assert.equal((await get(ctx, page.api)).status, 200)
})
