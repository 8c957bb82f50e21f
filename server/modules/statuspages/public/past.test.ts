import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext } from '#testing'
import { createdPage, get, patch, post, visit, withoutWorkers } from '../test-support.ts'

const dayMs = 86_400_000

/** A window that was completed long ago, recorded as such. */
async function recorded(daysAgo: number) {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  const at = new Date(ctx.now().getTime() - daysAgo * dayMs)
  const answer = await post(ctx, `${page.api}/past-maintenance-windows`, {
    ...{ title: 'Old disks', body: 'We replaced them.', scheduledFor: at.toISOString(), durationMinutes: 60 },
    componentIds: page.components.slice(0, 1),
  })
  assert.equal(answer.status, 201, await answer.clone().text())
  return { ctx, page, window: await answer.json(), month: at.toISOString().slice(0, 7) }
}

test('a window that is over for longer than the page looks back has a page of its own, to which the calendar leads', async () => {
  const { ctx, page, window, month } = await recorded(200)
  const summary = (await (await visit(ctx, `${page.web}/api/v2/scheduled-maintenances.json`)).json()) as any
  assert.deepEqual(summary.scheduled_maintenances, [])
  for (const prefix of ['', '/de']) {
    const html = await (await visit(ctx, `${page.web}${prefix}/history/${month}`)).text()
    assert.ok(html.includes(`href="${page.web}${prefix}/maintenance/${window.id}"`))
    const own = await visit(ctx, `${page.web}${prefix}/maintenance/${window.id}`)
    assert.equal(own.status, 200)
    assert.match(await own.text(), /We replaced them\./)
  }
  const missing = await visit(ctx, `${page.web}/maintenance/${'0'.repeat(12)}`)
  assert.equal(missing.status, 404)
})

test('an old window of another page, or one that was cancelled, is nowhere', async () => {
  const { ctx, page, window } = await recorded(200)
  const other = await createdPage(ctx)
  assert.equal((await visit(ctx, `${other.web}/maintenance/${window.id}`)).status, 404)
  const planned = await post(ctx, `${page.api}/maintenance-windows`, {
    ...{ title: 'New disks', body: 'We replace them.', durationMinutes: 60 },
    scheduledFor: new Date(ctx.now().getTime() + dayMs).toISOString(),
  })
  const { id } = await planned.json()
  assert.equal((await visit(ctx, `${page.web}/maintenance/${id}`)).status, 200)
  assert.equal((await post(ctx, `/maintenance-windows/${id}/withdrawal`, {})).status, 200)
  assert.equal((await visit(ctx, `${page.web}/maintenance/${id}`)).status, 404)
})

test('hidden components are named on no old page', async () => {
  const { ctx, page, window } = await recorded(200)
  const [first = ''] = page.components
  assert.match(await (await visit(ctx, `${page.web}/maintenance/${window.id}`)).text(), /API/)
  await patch(ctx, `/components/${first}`, { name: 'Secret', hidden: true })
  assert.doesNotMatch(await (await visit(ctx, `${page.web}/maintenance/${window.id}`)).text(), /Secret/)
})

test('a copy for another host has the page of everything that its calendar leads to', async () => {
  const { ctx, page, window, month } = await recorded(200)
  const { files } = await (await get(ctx, `${page.api}/static-copy`)).json()
  const paths = files.map(({ path }: { path: string }) => path)
  assert.ok(paths.includes(`maintenance/${window.id}/index.html`))
  assert.ok(paths.includes(`history/${month}/index.html`))
  assert.equal(new Set(paths).size, paths.length)
})
