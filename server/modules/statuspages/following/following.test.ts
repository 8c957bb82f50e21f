import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { call, eventually, testContext, withRole } from '#testing'
import { endpoints } from '../../../app.ts'
import { listSuppressedMonitorIds } from '../maintenance/suppression.ts'
import { openPlace } from '../maintenance/test-support.ts'
import { visit } from '../test-support.ts'
import { follow, followMonitors, followSchedule } from './follow-monitors.ts'
import * as repo from './repo.ts'

type Word = 'up' | 'degraded' | 'down' | 'unknown'

/** A page with two components and monitors whose words a test sets, as the engine and its activities would. */
async function openShop(t: TestContext, start = '2030-03-01T12:00:00Z') {
  const place = await openPlace(start)
  const { ctx } = place
  const project = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const send = (method: string, path: string, body?: unknown) => call(ctx, endpoints, method, path, body)
  const [api = '', web = ''] = place.page.components
  const made: string[] = []
  // Runners of other tests look over all workspaces.
  t.after(async () => {
    for (const id of made) await send('DELETE', `/check-monitors/${id}`)
  })
  return {
    ...place,
    api,
    web,
    send,
    monitor: async (name = 'Checkout'): Promise<string> => {
      const spec = { type: 'http', url: 'https://shop.example/health' }
      const failing = { failuresToOpen: 1, successesToResolve: 1 }
      const body = { projectId: project.id, name, spec, intervalSeconds: 20, timeoutMs: 5000, ...failing }
      const answer = await send('POST', '/check-monitors', body)
      assert.equal(answer.status, 201, await answer.clone().text())
      const { id } = await answer.json()
      made.push(id)
      return id
    },
    /** What its checks come to now, by the engine. */
    say: async (id: string, outcome: Word) => {
      await said(ctx, id, outcome)
      await followMonitors(ctx)
    },
    follow: async (monitorIds: string[], more: object = {}, component = api) => {
      const body = { monitorIds, afterSeconds: 0, ...more }
      const answer = await send('PUT', `/components/${component}/following`, body)
      assert.equal(answer.status, 200, await answer.clone().text())
      return answer.json()
    },
    shown: async (component = api) => {
      const { items } = await (await send('GET', `${place.page.api}/components`)).json()
      return items.find(({ id }: { id: string }) => id === component)
    },
    status: async () => (await place.states())[0],
    history: async () => {
      const { items } = await (await send('GET', `/components/${api}/states`)).json()
      return items.map(({ status, causeKind }: { status: string; causeKind: string }) => `${status} by ${causeKind}`)
    },
    person: (status: string) => send('PATCH', `/components/${api}`, { status }),
  }
}

async function said(ctx: Context, monitorId: string, outcome: Word): Promise<void> {
  const { recordResults } = await import('../../monitors/record-results.ts')
  const result = { outcome, latencyMs: 5, reason: outcome, code: 'ok', facts: {} } as const
  const now = ctx.now()
  // Slow checks count when there are three in a row.
  const times = outcome === 'degraded' ? [-2000, -1000, 0] : [0]
  for (const ms of times) {
    const at = new Date(now.getTime() + ms)
    await recordResults(ctx, [{ monitorId, probeId: null, scheduledAt: at, startedAt: at, result }])
  }
}

test('a component shows that its monitor is down after the time that it waits, and recovers with it', async (t) => {
  const shop = await openShop(t)
  const monitor = await shop.monitor()
  await shop.say(monitor, 'up')
  await shop.follow([monitor], { afterSeconds: 60 })
  shop.at('2030-03-01T12:01:00Z')
  await shop.say(monitor, 'down')
  assert.equal(await shop.status(), 'operational')
  shop.at('2030-03-01T12:01:40Z')
  await shop.say(monitor, 'down')
  assert.equal(await shop.status(), 'operational')
  shop.at('2030-03-01T12:02:00Z')
  await followMonitors(shop.ctx)
  assert.equal(await shop.status(), 'major_outage')
  shop.at('2030-03-01T12:02:20Z')
  await shop.say(monitor, 'up')
  assert.equal(await shop.status(), 'operational')
  const { items } = await (await shop.send('GET', `/components/${shop.api}/states`)).json()
  assert.deepEqual(
    items
      .slice(0, 2)
      .map(({ startedAt, causeKind, causeId }: Record<string, string>) => [startedAt, causeKind, causeId]),
    [
      ['2030-03-01T12:02:20.000Z', 'monitor', monitor],
      // Since it was down, and not since that was shown.
      ['2030-03-01T12:01:00.000Z', 'monitor', monitor],
    ],
  )
})

test('by itself, from the result of a check to the public page, within one job', async () => {
  const ctx = await testContext()
  const project = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const made = async (path: string, body: object, method = 'POST') =>
    (await call(ctx, endpoints, method, path, body)).json()
  const page = await made('/status-pages', { slug: `live-${project.id.slice(-12)}`, name: 'Live' })
  const component = await made(`/status-pages/${page.id}/components`, { name: 'API' })
  const spec = { type: 'http', url: 'https://shop.example/' }
  const { id } = await made('/check-monitors', { projectId: project.id, name: 'Shop', spec, failuresToOpen: 1 })
  await said(ctx, id, 'up')
  await made(`/components/${component.id}/following`, { monitorIds: [id], afterSeconds: 0 }, 'PUT')
  await said({ ...ctx, now: () => new Date(Date.now() + 1000) }, id, 'down')
  await eventually('the outage', async () => {
    const { items } = await (await call(ctx, endpoints, 'GET', `/status-pages/${page.id}/components`)).json()
    return items[0].status === 'major_outage'
  })
  await call(ctx, endpoints, 'DELETE', `/check-monitors/${id}`)
})

test('a job that is repeated and two at once make one change', async (t) => {
  const shop = await openShop(t)
  const monitor = await shop.monitor()
  await shop.say(monitor, 'up')
  await shop.follow([monitor])
  shop.at('2030-03-01T12:01:00Z')
  await said(shop.ctx, monitor, 'down')
  // The first one dies before its transaction ends.
  const dying = inTransaction(shop.ctx, async (tx) => {
    assert.equal(await follow(tx, shop.api, { asked: false }), true)
    throw new Error('killed')
  })
  await assert.rejects(dying, /killed/)
  assert.equal(await shop.status(), 'operational')
  await Promise.all([followMonitors(shop.ctx), followMonitors(shop.ctx), followMonitors(shop.ctx)])
  await followMonitors(shop.ctx)
  assert.equal(await shop.status(), 'major_outage')
  assert.deepEqual((await shop.history()).slice(0, 2), ['major_outage by monitor', 'operational by person'])
  const { activities } = await inTransaction(shop.ctx, async (tx) => ({
    activities: await tx.db
      .selectFrom('activities')
      .select('causedBy')
      .where('workspaceId', '=', tx.workspaceId)
      .where('subjectId', '=', shop.api)
      .where('type', '=', 'component.updated')
      .where('at', '=', shop.ctx.now())
      .execute(),
  }))
  assert.equal(activities.length, 1)
  assert.ok(activities[0]?.causedBy, 'the change of the monitor is named as the cause')
})

test('what no job did is found by looking over all workspaces', async (t) => {
  const shop = await openShop(t)
  const monitor = await shop.monitor()
  await shop.say(monitor, 'up')
  await shop.follow([monitor], { afterSeconds: 60 })
  const isDue = async (): Promise<boolean> => {
    const found = await inPlatformTransaction(shop.ctx, (tx) => repo.listChanged(tx, shop.ctx.now(), 1000))
    return found.some(({ componentId }) => componentId === shop.api)
  }
  assert.equal(await isDue(), false)
  shop.at('2030-03-01T12:01:00Z')
  await said(shop.ctx, monitor, 'down')
  assert.equal(await isDue(), true, 'it says something else')
  await followMonitors(shop.ctx)
  assert.equal(await isDue(), false)
  shop.at('2030-03-01T12:02:00Z')
  assert.equal(await isDue(), true, 'it has said so for long enough')
  await followSchedule.run(shop.ctx)
  assert.equal(await isDue(), false)
  assert.equal(await shop.status(), 'major_outage')
})

test('an open report keeps the worse, and what the monitor says stays when it is resolved', async (t) => {
  const shop = await openShop(t)
  const monitor = await shop.monitor()
  await shop.say(monitor, 'up')
  await shop.follow([monitor])
  const report = { title: 'Slow', status: 'investigating', body: 'We look.' }
  const components = [{ id: shop.api, status: 'partial_outage' }]
  shop.at('2030-03-01T12:01:00Z')
  const opened = await shop.send('POST', `${shop.page.api}/reports`, { ...report, components })
  assert.equal(opened.status, 201)
  shop.at('2030-03-01T12:02:00Z')
  await shop.say(monitor, 'degraded')
  assert.equal(await shop.status(), 'partial_outage')
  shop.at('2030-03-01T12:03:00Z')
  await shop.say(monitor, 'down')
  assert.equal(await shop.status(), 'major_outage')
  shop.at('2030-03-01T12:04:00Z')
  await shop.say(monitor, 'up')
  assert.equal(await shop.status(), 'partial_outage')
  shop.at('2030-03-01T12:05:00Z')
  await shop.say(monitor, 'down')
  shop.at('2030-03-01T12:06:00Z')
  const update = { status: 'resolved', body: 'Done.' }
  assert.equal((await shop.send('POST', `/reports/${(await opened.json()).id}/updates`, update)).status, 201)
  await followMonitors(shop.ctx)
  assert.equal(await shop.status(), 'major_outage')
})

test('a maintenance wins over monitors, silences them, and leaves what they say when it ends', async (t) => {
  const shop = await openShop(t, '2030-03-05T01:00:00Z')
  const [monitor, other] = [await shop.monitor(), await shop.monitor('Other')]
  await shop.say(monitor, 'up')
  await shop.follow([monitor])
  await shop.plan({ componentIds: [shop.api], durationMinutes: 60 })
  shop.at('2030-03-05T02:00:05Z')
  await shop.look()
  await shop.say(monitor, 'down')
  assert.equal(await shop.status(), 'under_maintenance')
  const quiet = (time: string) =>
    inTransaction(shop.ctx, (tx) => listSuppressedMonitorIds(tx, [monitor, other], new Date(time)))
  assert.deepEqual([...(await quiet('2030-03-05T02:10:00Z'))], [monitor])
  assert.deepEqual([...(await quiet('2030-03-05T01:59:00Z'))], [])
  assert.deepEqual([...(await quiet('2030-03-05T03:00:00Z'))], [])
  shop.at('2030-03-05T03:00:01Z')
  await shop.look()
  assert.equal(await shop.status(), 'major_outage')
})

test('a person’s later word holds until the monitor changes again', async (t) => {
  const shop = await openShop(t)
  const monitor = await shop.monitor()
  await shop.say(monitor, 'up')
  await shop.follow([monitor])
  shop.at('2030-03-01T12:01:00Z')
  await shop.say(monitor, 'down')
  shop.at('2030-03-01T12:02:00Z')
  await shop.person('degraded_performance')
  await followMonitors(shop.ctx)
  shop.at('2030-03-01T12:02:40Z')
  await shop.say(monitor, 'down')
  assert.equal(await shop.status(), 'degraded_performance')
  shop.at('2030-03-01T12:03:00Z')
  await shop.say(monitor, 'up')
  assert.equal(await shop.status(), 'operational')
  // Also against a job that comes late: the person spoke after the change of which it is to tell.
  shop.at('2030-03-01T12:04:00Z')
  await said(shop.ctx, monitor, 'down')
  shop.at('2030-03-01T12:04:10Z')
  await shop.person('partial_outage')
  shop.at('2030-03-01T12:04:20Z')
  await followMonitors(shop.ctx)
  assert.equal(await shop.status(), 'partial_outage')
})

test('where nobody can tell the component is unknown, also when a report of it ends, and known again with the monitor', async (t) => {
  const shop = await openShop(t)
  const monitor = await shop.monitor()
  await shop.say(monitor, 'up')
  await shop.follow([monitor])
  shop.at('2030-03-01T12:01:00Z')
  await shop.say(monitor, 'unknown')
  assert.ok((await shop.shown()).unknownSince)
  assert.equal(await shop.status(), 'operational', 'the last that was known')
  const components = [{ id: shop.api, status: 'major_outage' }]
  shop.at('2030-03-01T12:02:00Z')
  const body = { title: 'Out', status: 'investigating', body: 'We look.', components }
  const report = await (await shop.send('POST', `${shop.page.api}/reports`, body)).json()
  await followMonitors(shop.ctx)
  assert.equal((await shop.shown()).unknownSince, null)
  shop.at('2030-03-01T12:03:00Z')
  await shop.send('POST', `/reports/${report.id}/updates`, { status: 'resolved', body: 'Done.' })
  await followMonitors(shop.ctx)
  assert.ok((await shop.shown()).unknownSince)
  shop.at('2030-03-01T12:04:00Z')
  await shop.say(monitor, 'up')
  assert.equal((await shop.shown()).unknownSince, null)
  assert.equal(await shop.status(), 'operational')
})

test('what is only a suggestion is offered and changes nothing', async (t) => {
  const shop = await openShop(t)
  const monitor = await shop.monitor()
  await shop.say(monitor, 'up')
  await shop.follow([monitor], { automatic: false })
  shop.at('2030-03-01T12:01:00Z')
  await shop.say(monitor, 'down')
  const { status, suggestedStatus, follows } = await shop.shown()
  assert.deepEqual([status, suggestedStatus], ['operational', 'major_outage'])
  assert.deepEqual(follows, { monitors: 1, automatic: false, says: 'major_outage' })
  await shop.person('major_outage')
  assert.equal((await shop.shown()).suggestedStatus, null)
  shop.at('2030-03-01T12:02:00Z')
  await shop.say(monitor, 'up')
  assert.equal((await shop.shown()).suggestedStatus, 'operational')
})

test('the following goes with its monitors, and with it what they said', async (t) => {
  const shop = await openShop(t)
  const [first, second] = [await shop.monitor('One'), await shop.monitor('Two')]
  await shop.say(first, 'up')
  await shop.say(second, 'up')
  await shop.follow([first, second])
  shop.at('2030-03-01T12:01:00Z')
  await shop.say(first, 'down')
  assert.equal(await shop.status(), 'major_outage')
  const page = await shop.send('GET', `/monitors/${first}/components`)
  assert.deepEqual(
    (await page.json()).items.map(({ componentName, pageName, status }: Record<string, string>) => [
      ...[componentName, pageName, status],
    ]),
    [['API', 'Acme', 'major_outage']],
  )
  await shop.send('DELETE', `/check-monitors/${first}`)
  await followMonitors(shop.ctx)
  assert.equal(await shop.status(), 'operational')
  shop.at('2030-03-01T12:02:00Z')
  await shop.say(second, 'down')
  assert.equal(await shop.status(), 'major_outage')
  await shop.send('DELETE', `/check-monitors/${second}`)
  await followMonitors(shop.ctx)
  assert.equal(await shop.status(), 'operational')
  const { monitors, says } = await (await shop.send('GET', `/components/${shop.api}/following`)).json()
  assert.deepEqual([monitors, says], [[], null])
})

test('heartbeats are followed as checks are', async (t) => {
  const shop = await openShop(t)
  const { recordCheckIns } = await import('../../monitors/record-check-ins.ts')
  const { recordSignals, resolveRecovered } = await import('#modules/incidents')
  const project = await (await shop.send('POST', '/projects', { name: 'Night' })).json()
  const heartbeat = await shop.send('POST', '/monitors', { projectId: project.id, slug: 'nightly' })
  const { id } = await heartbeat.json()
  const beat = async (status: 'ok' | 'error', number: number) => {
    const reference = String(number).padStart(32, '0')
    const checkIn = { id: reference, monitorSlug: 'nightly', status, receivedAt: shop.ctx.now() }
    const target = { workspaceId: shop.ctx.workspaceId, projectId: project.id }
    await recordCheckIns(shop.ctx, { recordSignals, resolveRecovered }, target, [checkIn])
    await followMonitors(shop.ctx)
  }
  await shop.follow([id])
  assert.ok((await shop.shown()).unknownSince, 'nothing was heard of it')
  shop.at('2030-03-01T12:01:00Z')
  await beat('ok', 1)
  assert.equal((await shop.shown()).unknownSince, null)
  shop.at('2030-03-01T12:02:00Z')
  await beat('error', 2)
  assert.equal(await shop.status(), 'major_outage')
  shop.at('2030-03-01T12:03:00Z')
  await beat('ok', 3)
  assert.equal(await shop.status(), 'operational')
})

test('a following is refused to viewers, and for monitors of nobody or of another workspace', async (t) => {
  const shop = await openShop(t)
  const other = await openShop(t)
  const path = `/components/${shop.api}/following`
  const put = (monitorIds: string[]) => shop.send('PUT', path, { monitorIds })
  const foreign = await other.monitor()
  assert.equal((await put([foreign])).status, 400)
  assert.equal((await put([foreign.replace(/.{4}$/, '0000')])).status, 400)
  const own = await shop.monitor()
  assert.equal((await put([own, own])).status, 400)
  assert.equal((await shop.send('PUT', path, { monitorIds: [own], afterSeconds: 3601 })).status, 400)
  const viewer = withRole(shop.ctx, 'viewer')
  assert.equal((await call(viewer, endpoints, 'PUT', path, { monitorIds: [own] })).status, 403)
  assert.equal((await call(viewer, endpoints, 'GET', path)).status, 200)
  assert.equal((await other.send('GET', path)).status, 404)
  assert.equal((await other.send('PUT', path, { monitorIds: [foreign] })).status, 404)
  assert.equal((await other.send('GET', `/monitors/${own}/components`)).status, 404)
})

test('who stops following leaves the component to what else is said of it', async (t) => {
  const shop = await openShop(t)
  const monitor = await shop.monitor()
  await shop.say(monitor, 'up')
  await shop.follow([monitor])
  shop.at('2030-03-01T12:01:00Z')
  await shop.say(monitor, 'down')
  assert.equal(await shop.status(), 'major_outage')
  shop.at('2030-03-01T12:02:00Z')
  assert.deepEqual((await shop.follow([])).monitors, [])
  assert.equal(await shop.status(), 'operational')
  shop.at('2030-03-01T12:03:00Z')
  await shop.say(monitor, 'up')
  assert.deepEqual((await shop.history()).slice(0, 2), ['operational by person', 'major_outage by monitor'])
})

test('of a monitor that goes back and forth the page keeps the outage until it is steady, and readers see it there', async (t) => {
  const shop = await openShop(t)
  const monitor = await shop.monitor()
  await shop.say(monitor, 'up')
  await shop.follow([monitor])
  const shown: (string | undefined)[] = []
  // As often as it is checked: none is missed.
  for (let check = 1; check <= 8; check++) {
    shop.at(new Date(Date.UTC(2030, 2, 1, 12, 0, 20 * check)).toISOString())
    await shop.say(monitor, check % 2 ? 'down' : 'up')
    shown.push(await shop.status())
  }
  assert.deepEqual(shown.slice(0, 2), ['major_outage', 'operational'])
  assert.deepEqual(shown.slice(-3), ['major_outage', 'major_outage', 'major_outage'])
  const answer = await visit(shop.ctx, `${shop.page.web}/api/v2/components.json`)
  const { components } = JSON.parse(await answer.text())
  assert.equal(components.find(({ id }: { id: string }) => id === shop.api).status, 'major_outage')
})
