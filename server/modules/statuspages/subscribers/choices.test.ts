import assert from 'node:assert/strict'
import test from 'node:test'
import { inTransaction } from '#platform/database'
import { eventually, testContext } from '#testing'
import {
  createdPage,
  createdReport,
  get,
  mailTo,
  newAddress,
  patch,
  post,
  published,
  remove,
  subscribed,
  subscriberOf,
  visit,
} from '../test-support.ts'
import { later } from './mail-server.fixture.ts'
import { setChoices } from './subscriber-repo.ts'
import { everything, linkSecret } from './subscriber.ts'

test('who wants less gets less: by kind, only the end, and by component, from the next update on [OPS-09]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const [api, website] = page.components
  const choose = (fields: [string, string][]) => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams([['form', 'full'], ['channel', 'email'], ...fields]).toString(),
  })
  const all = await subscribed(ctx, page)
  const wish = async (fields: [string, string][]) => {
    const address = newAddress()
    assert.equal((await visit(ctx, `${page.web}/subscribers`, choose([['address', address], ...fields]))).status, 200)
    const row = (await subscriberOf(ctx, address))!
    const path = `${page.web}/confirm/${linkSecret(ctx.vault, 'confirm', row.confirmationId!)}`
    assert.equal((await visit(ctx, path, { method: 'POST' })).status, 200)
    return { id: row.id, address }
  }
  const onlyEnd = await wish([['onlyFinal', 'yes']])
  const onlyPlans = await wish([['kinds', 'maintenance']])
  const onlyApi = await wish([
    ['scope', 'components'],
    ['components', api!],
  ])
  const onlyWebsite = await wish([
    ['scope', 'components'],
    ['components', website!],
  ])
  const ofNothing = await wish([
    ['scope', 'components'],
    ['components', 'zzzzzzzzzzzz'],
  ])

  const report = await createdReport(ctx, page, { components: [{ id: api, status: 'major_outage' }] })
  const update = await published(ctx, report.id, 'resolved')
  const told = async (updateId: string) => {
    const { items } = await (await get(ctx, `/updates/${updateId}/deliveries`)).json()
    return items.map(({ subscriberId }: { subscriberId: string }) => subscriberId).toSorted()
  }
  assert.deepEqual(await told(report.updates[0].id), [all.id, onlyApi.id].toSorted())
  assert.deepEqual(await told(update.id), [all.id, onlyApi.id, onlyEnd.id].toSorted())
  const list = await (await get(ctx, `${page.api}/subscribers`)).json()
  const of = (id: string) => list.items.find((each: { id: string }) => each.id === id)
  assert.partialDeepStrictEqual(of(onlyWebsite.id), { componentIds: [website], kinds: 'all', onlyFinal: false })
  assert.deepEqual(of(ofNothing.id).componentIds, [], 'a component of another page is not taken')
  assert.equal(of(onlyPlans.id).kinds, 'maintenance')
  assert.equal((await remove(ctx, `/components/${website}`)).status, 204)
  const other = await createdReport(ctx, page)
  assert.ok(!(await told(other.updates[0].id)).includes(onlyWebsite.id), 'a choice that is gone is not everything')
})

test('who wants to know of maintenance is told of it, in the page\u2019s time, and whoever wants trouble only is not', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const plans = await subscribed(ctx, page)
  const trouble = await subscribed(ctx, page)
  await inTransaction(ctx, (tx) => setChoices(tx, trouble.id, { ...everything, kinds: 'reports' }))
  const planned = await post(ctx, `${page.api}/maintenance-windows`, {
    ...{ title: 'Database upgrade', body: 'We move to a new version.', durationMinutes: 60 },
    scheduledFor: later(ctx, 86_400_000).now().toISOString(),
  })
  assert.equal(planned.status, 201)
  const told = await eventually('a mail of the maintenance', async () => {
    const mails = await mailTo(ctx, plans.address, 0)
    return mails.find(({ stream }) => stream === 'subscription')
  })
  assert.equal(told.subject, '[Maintenance planned] Database upgrade – Acme')
  assert.match(told.text, /^From: .* UTC$/m)
  assert.match(told.text, new RegExp(`/status/${page.slug}/maintenance/`))
  assert.ok((await mailTo(ctx, trouble.address, 0)).every(({ stream }) => stream === 'account'))
})

test('who chose a group is told of all in it, also of what comes into it later, and of nothing else', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['API', 'Website', 'Mail'])
  const [api, website, mail] = page.components
  const group = await (await post(ctx, `${page.api}/component-groups`, { name: 'Core' })).json()
  assert.equal((await patch(ctx, `/components/${api}`, { groupId: group.id })).status, 200)
  const { id } = await subscribed(ctx, page)
  await inTransaction(ctx, (tx) =>
    setChoices(tx, id, { ...everything, componentIds: [], groupIds: [group.id, 'zzzzzzzzzzzz'] }),
  )
  const isTold = async (component: string | undefined) => {
    const report = await createdReport(ctx, page, { components: [{ id: component, status: 'major_outage' }] })
    const { items } = await (await get(ctx, `/updates/${report.updates[0].id}/deliveries`)).json()
    return items.some(({ subscriberId }: { subscriberId: string }) => subscriberId === id)
  }
  assert.deepEqual([await isTold(api), await isTold(website), await isTold(mail)], [true, false, false])
  assert.equal((await patch(ctx, `/components/${website}`, { groupId: group.id })).status, 200)
  assert.deepEqual([await isTold(website), await isTold(mail)], [true, false])
  const form = await (await visit(ctx, `${page.web}/subscribe`)).text()
  assert.match(form, new RegExp(`name="groups" value="${group.id}"`))
  const { items } = await (await get(ctx, `${page.api}/subscribers`)).json()
  assert.partialDeepStrictEqual(items, [{ id, groupIds: [group.id], componentIds: [] }])
  assert.equal((await remove(ctx, `/component-groups/${group.id}`)).status, 204)
  assert.deepEqual(
    [await isTold(api), await isTold(website)],
    [false, false],
    'a choice that is gone is not everything',
  )
})
