import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testContext } from '#testing'
import { createdPage, get, patch, post, visit, withoutWorkers } from '../test-support.ts'

const hourMs = 3_600_000

/** A page of one group with two components, whose clock the test moves. */
async function open(upWhen: 'all' | 'any') {
  let now = new Date('2030-03-01T00:00:00Z')
  const ctx = withoutWorkers({ ...(await testContext()), now: () => now })
  const page = await createdPage(ctx, ['North', 'South'])
  const group = await (await post(ctx, `${page.api}/component-groups`, { name: 'Cluster', upWhen })).json()
  for (const id of page.components) await patch(ctx, `/components/${id}`, { groupId: group.id })
  const [north = '', south = ''] = page.components
  const set = (id: string, status: string) => patch(ctx, `/components/${id}`, { status })
  const later = (hours: number) => {
    now = new Date(now.getTime() + hours * hourMs)
  }
  return { ctx, page, group, north, south, set, later }
}

for (const [upWhen, uptime, downtimeSeconds] of [
  ['all', 0.7, 3 * 3_600],
  ['any', 0.9, 3_600],
] as const) {
  test(`a group that is up while ${upWhen} of its components are has its own figure, in view and report`, async () => {
    const { ctx, page, group, north, south, set, later } = await open(upWhen)
    assert.equal(group.upWhen, upWhen)
    later(5)
    await set(north, 'major_outage')
    later(1)
    await set(south, 'major_outage')
    later(1)
    await set(north, 'operational')
    later(1)
    await set(south, 'operational')
    later(2)
    const view = await (await get(ctx, `${page.api}/uptime`)).json()
    assert.deepEqual(view.groups, [{ id: group.id, name: 'Cluster', upWhen, uptime, coverage: 1 }])
    const range = 'from=2030-03-01&to=2030-03-31&target=0.8'
    const report = await (await get(ctx, `${page.api}/uptime-report?${range}`)).json()
    assert.partialDeepStrictEqual(report.groups, [
      { name: 'Cluster', upWhen, uptime, windowSeconds: 36_000, downtimeSeconds, isMet: upWhen === 'any' },
    ])
    const { csv } = await (await get(ctx, `${page.api}/uptime-report-csv?${range}`)).json()
    assert.match(csv, new RegExp(`"Cluster","group: ${upWhen}"`))
  })
}

test('page and API show a group as its rule says, and a change of the rule is shown at once', async () => {
  const { ctx, page, group, north, set } = await open('any')
  await set(north, 'major_outage')
  const shown = async () => {
    const { components } = (await (await visit(ctx, `${page.web}/api/v2/components.json`)).json()) as any
    const html = await (await visit(ctx, page.web)).text()
    const [, summary = ''] = /<summary>(.*?)<\/summary>/s.exec(html) ?? []
    return { api: components.find(({ id }: { id: string }) => id === group.id).status, summary }
  }
  const any = await shown()
  assert.equal(any.api, 'operational')
  assert.match(any.summary, /one of them is enough.*Operational/s)
  const changed = await patch(ctx, `/component-groups/${group.id}`, { upWhen: 'all' })
  assert.partialDeepStrictEqual(await changed.json(), { name: 'Cluster', upWhen: 'all' })
  const all = await shown()
  assert.equal(all.api, 'major_outage')
  assert.match(all.summary, /Major outage/)
  assert.doesNotMatch(all.summary, /enough/)
  assert.equal((await patch(ctx, `/component-groups/${group.id}`, { upWhen: 'some' })).status, 400)
})

test('hidden components do not count in their group', async () => {
  const { ctx, page, north, south, set, later } = await open('all')
  await patch(ctx, `/components/${north}`, { hidden: true })
  await set(north, 'major_outage')
  later(4)
  const { groups } = await (await get(ctx, `${page.api}/uptime`)).json()
  assert.equal(groups[0].uptime, 1)
  await patch(ctx, `/components/${south}`, { hidden: true })
  const without = await (await get(ctx, `${page.api}/uptime`)).json()
  assert.deepEqual([without.groups[0].uptime, without.groups[0].coverage], [null, 0])
})
