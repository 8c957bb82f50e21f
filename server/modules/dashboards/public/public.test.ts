import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { testContext } from '#testing'
import { ask, json, make, send, visit } from '../dashboards.fixture.ts'
import { clamped } from './routes.ts'

const minute = 60_000

const shops = {
  name: 'shop',
  type: 'query',
  query: { query: 'label_values(shop_orders, shop)', refId: 'shop' },
  multi: true,
  includeAll: true,
  current: { text: ['north'], value: ['north'] },
}
const secretive = () =>
  json(
    {
      templating: { list: [shops, { name: 'where', type: 'constant', query: 'db-7.internal', hide: 2 }] },
      links: [{ title: 'Runbook', type: 'link', url: 'https://wiki.example/secret' }],
      strange: 'ours alone',
      annotations: {
        list: [{ name: 'Deploys', enable: true, expr: 'deploys_total', datasource: { type: 'prometheus' } }],
      },
    },
    'sum by (shop, customer) (shop_orders{shop=~"$shop"})',
    'Orders of $shop',
  )

/** Two shops and their customers, whom no legend shows. */
async function sold(ctx: Context): Promise<number> {
  const at = ctx.now().getTime()
  const line = (shop: string, customer: string, value: number) =>
    `shop_orders{shop="${shop}",customer="${customer}"} ${value} ${at - minute}\n`
  await send(ctx, line('north', 'acme', 3) + line('south', 'initech', 4))
  return at
}

async function share(ctx: Context, path: string, body: object = {}) {
  const made = await ask(ctx, 'POST', `${path}/public-links`, { longestRangeSeconds: 3600, ...body })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const secret = /\/d\/public\/([\w-]+)$/.exec(made.body.url)?.[1]
  assert.ok(secret)
  return { id: made.body.id as string, data: `/api/public/dashboards/${secret}`, secret }
}

/** The key of the only panel. */
const keyOf = async (ctx: Context, data: string): Promise<string> =>
  encodeURIComponent((await visit(ctx, data)).body.dashboard.panels[0].key)

test('whoever has a link sees what the panels show, and nothing of what they ask [CAB-09]', async () => {
  const ctx = await testContext()
  const at = await sold(ctx)
  const path = await make(ctx, secretive())
  const { data } = await share(ctx, path)
  const page = await visit(ctx, data)
  assert.equal(page.status, 200, JSON.stringify(page.body))
  assert.partialDeepStrictEqual(page.body, {
    kind: 'live',
    dashboard: { title: 'Checkout' },
    longestRangeSeconds: 3600,
  })
  assert.deepEqual(page.body.values.shop.values, ['north'])
  assert.doesNotMatch(JSON.stringify(page.body), /shop_orders|wiki|ours alone|deploys_total|customer|db-7|wks_|usr_/)
  const panel = await visit(ctx, `${data}/panel?key=${await keyOf(ctx, data)}&from=${at - 10 * minute}&to=${at}`)
  assert.equal(panel.status, 200, JSON.stringify(panel.body))
  const [result] = panel.body.results
  assert.equal(result.status, 'success', JSON.stringify(result))
  assert.deepEqual(
    result.data.result.map(({ metric }: { metric: object }) => metric),
    [{ shop: 'north' }],
  )
  assert.doesNotMatch(JSON.stringify(panel.body), /acme|initech|south/)
})

test('an answer to visitors sets no cookie, is not kept, tells nobody where it came from, and no search engine takes it', async () => {
  const ctx = await testContext()
  const { data } = await share(ctx, await make(ctx))
  for (const path of [data, `${data}/panel?key=${await keyOf(ctx, data)}`]) {
    const { headers, status } = await visit(ctx, path)
    assert.equal(status, 200)
    assert.equal(headers.get('set-cookie'), null)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
    assert.equal(headers.get('x-robots-tag'), 'noindex')
  }
})

test('a visitor cannot ask for anything of their own', async () => {
  const ctx = await testContext()
  const at = await sold(ctx)
  const { data } = await share(ctx, await make(ctx, secretive()))
  const key = await keyOf(ctx, data)
  const tries = ['&query=up', '&expr=up', '&var-shop=south', '&variables=%7B%22shop%22%3A%5B%22south%22%5D%7D']
  for (const more of tries) {
    const { body } = await visit(ctx, `${data}/panel?key=${key}&from=${at - 10 * minute}&to=${at}${more}`)
    assert.doesNotMatch(JSON.stringify(body), /south/)
    assert.equal(body.results[0].data.result.length, 1)
  }
  for (const path of [`${data}/panel?key=no-such-panel`, `${data}/other`]) {
    assert.equal((await visit(ctx, path)).status, 404, path)
  }
  assert.equal((await visit(ctx, `${data}/panel?key=${key}&from=yesterday`)).status, 400)
  assert.equal((await visit(ctx, `${data}/panel?key=${key}&from=5000&to=1000`)).status, 400)
})

test('a link that was revoked, that never was, or of a dashboard that is gone is the same 404 at once', async () => {
  const ctx = await testContext()
  const path = await make(ctx)
  const [revoked, other] = [await share(ctx, path), await share(ctx, path)]
  const key = await keyOf(ctx, revoked.data)
  assert.equal((await visit(ctx, `${revoked.data}/panel?key=${key}`)).status, 200)
  const answer = await ask(ctx, 'DELETE', `${path}/public-links/${revoked.id}`)
  assert.partialDeepStrictEqual(answer, { status: 200, body: { url: null, revokedBy: { name: 'Ada Tester' } } })
  assert.equal((await ask(ctx, 'DELETE', `${path}/public-links/${revoked.id}`)).status, 409)
  const words = async (data: string) => {
    const { status, body } = await visit(ctx, data)
    return { status, detail: body.detail }
  }
  const never = `/api/public/dashboards/${other.secret.slice(0, -4)}AAAA`
  const gone = { status: 404, detail: 'no such dashboard' }
  assert.deepEqual(await words(revoked.data), gone)
  assert.deepEqual(await words(`${revoked.data}/panel?key=${key}`), gone)
  assert.deepEqual(await words(never), gone)
  assert.equal((await visit(ctx, other.data)).status, 200)
  assert.equal((await ask(ctx, 'DELETE', path)).status, 204)
  assert.deepEqual(await words(other.data), gone)
})

test('a link of a workspace that is being deleted leads nowhere, and a snapshot ends on its day', async () => {
  const ctx = await testContext()
  const path = await make(ctx)
  const { data } = await share(ctx, path)
  const at = ctx.now().getTime()
  const made = await ask(ctx, 'POST', `${path}/snapshots`, { name: 'Now', expiresInDays: 1, from: at - minute, to: at })
  const snapshot = made.body.url.replace(/^.*\/d\/snapshot\//, '/api/public/dashboards/')
  assert.equal((await visit(ctx, snapshot)).status, 200)
  await inTransaction(ctx, ({ db, workspaceId }) =>
    sql`update dashboard_snapshots set expires_at = ${new Date(at)} where workspace_id = ${workspaceId}`.execute(db),
  )
  assert.equal((await visit(ctx, snapshot)).status, 404)
  assert.equal((await visit(ctx, data)).status, 200)
  await inTransaction(ctx, ({ db, workspaceId }) =>
    sql`update workspaces set deleted_at = now() where id = ${workspaceId}`.execute(db),
  )
  assert.equal((await visit(ctx, data)).status, 404)
})

test('a link fixes values that the dashboard has, and no "all" that nobody knows', async () => {
  const ctx = await testContext()
  const path = await make(ctx, secretive())
  const create = (variables: object) =>
    ask(ctx, 'POST', `${path}/public-links`, { variables, longestRangeSeconds: 3600 })
  const unknown = await create({ region: ['eu'] })
  assert.equal(unknown.status, 400)
  assert.match(unknown.body.detail, /region: the dashboard has no such variable/)
  assert.match((await create({ shop: ['$__all'] })).body.detail, /shop: name the values/)
  assert.equal((await create({ shop: ['north', 'south'] })).status, 201)
  const hostile = await share(ctx, path, { variables: { shop: ['x"}) or vector(1) or up{a=~"'] } })
  const { body } = await visit(ctx, `${hostile.data}/panel?key=${await keyOf(ctx, hostile.data)}`)
  assert.deepEqual(body.results[0].data.result, [])
})

test('a visitor looks no further back than the link allows, and not into the future', () => {
  const now = 1_000_000_000
  const hour = 3_600_000
  const look = (fromMs: number, toMs: number) => clamped({ fromMs, toMs }, hour, now)
  assert.deepEqual(look(now - hour, now), { fromMs: now - hour, toMs: now })
  assert.deepEqual(look(now - 2 * hour, now - 1000), { fromMs: now - hour, toMs: now - 1000 })
  assert.deepEqual(look(0, now + hour), { fromMs: now - hour, toMs: now })
  const past = look(0, 1000)
  assert.ok(past.fromMs >= now - hour && past.toMs > past.fromMs && past.toMs <= now)
})

test('a snapshot shows what was shown, whatever becomes of the dashboard, until it is deleted', async () => {
  const ctx = await testContext()
  const at = await sold(ctx)
  const path = await make(ctx, secretive())
  const made = await ask(ctx, 'POST', `${path}/snapshots`, {
    ...{ name: 'Sale', expiresInDays: 2, from: at - 10 * minute, to: at, variables: { shop: ['north', 'south'] } },
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const data = made.body.url.replace(/^.*\/d\/snapshot\//, '/api/public/dashboards/')
  const page = await visit(ctx, data)
  assert.partialDeepStrictEqual(page.body, { kind: 'snapshot', name: 'Sale', fromMs: at - 10 * minute, toMs: at })
  assert.doesNotMatch(JSON.stringify(page.body), /shop_orders|wiki|customer/)
  // The dashboard asks for something else now.
  await ask(ctx, 'PUT', path, { version: 1, dashboard: json({ panels: [] }) })
  const key = await keyOf(ctx, data)
  const { body } = await visit(ctx, `${data}/panel?key=${key}&from=1&to=2`)
  assert.deepEqual(
    body.results[0].data.result.map(({ metric }: { metric: { shop: string } }) => metric.shop).toSorted(),
    ['north', 'south'],
  )
  assert.doesNotMatch(JSON.stringify(body), /acme|initech/)
  assert.equal((await visit(ctx, `${data}/panel?key=other`)).status, 404)
  const { items } = (await ask(ctx, 'GET', `${path}/snapshots`)).body
  assert.equal(items[0].url, made.body.url)
  assert.equal((await ask(await testContext(), 'DELETE', `${path}/snapshots/${items[0].id}`)).status, 404)
  assert.equal((await ask(ctx, 'DELETE', `${path}/snapshots/${items[0].id}`)).status, 204)
  assert.equal((await visit(ctx, data)).status, 404)
})

test('a snapshot of more queries than a workspace may have in line is taken all the same', async () => {
  const ctx = await testContext()
  const targets = Array.from({ length: 40 }, (_, number) => ({ refId: `R${number}`, expr: `vector(${number})` }))
  const panels = Array.from({ length: 6 }, (_, id) => ({ id: id + 1, type: 'timeseries', title: `${id}`, targets }))
  const path = await make(ctx, json({ panels }))
  const at = ctx.now().getTime()
  const made = await ask(ctx, 'POST', `${path}/snapshots`, { name: 'All', expiresInDays: 1, from: at - minute, to: at })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const data = made.body.url.replace(/^.*\/d\/snapshot\//, '/api/public/dashboards/')
  const { results } = (await visit(ctx, `${data}/panel?key=${await keyOf(ctx, data)}`)).body
  assert.equal(results.length, 40)
  assert.deepEqual(
    results.map(({ status, data: { result } }: { status: string; data: { result: { values: unknown[][] }[] } }) => [
      status,
      result[0]?.values[0]?.[1],
    ]),
    targets.map((_, number) => ['success', String(number)]),
  )
})

test('the secret of a snapshot opens no link, nor the other way round', async () => {
  const ctx = await testContext()
  const { secret, id } = await share(ctx, await make(ctx))
  const { vault, config } = ctx
  const { readSecret, snapshotUrl } = await import('../shares/share.ts')
  assert.equal(readSecret({ vault, config }, secret), id)
  const ofSnapshot = snapshotUrl({ vault, config }, id).split('/').at(-1) ?? ''
  assert.notEqual(ofSnapshot, secret)
  assert.equal(readSecret({ vault, config }, ofSnapshot), id.replace('dlk_', 'dsn_'))
})
