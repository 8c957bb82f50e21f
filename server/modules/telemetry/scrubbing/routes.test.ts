import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction, sql } from '#platform/database'
import type { Context } from '#platform/context'
import { newHexKey } from '#platform/ids'
import { eventually, testApp, testContext, withRole } from '#testing'
import { api, newShop, type Shop } from '../quotas/quotas.fixture.ts'

const email = { method: 'mask', dataType: 'email', selector: '**' }
const secret = 'sk_live_abcdefghij0123456789'

async function send(shop: Shop, event: object): Promise<string> {
  const id = newHexKey()
  const body = ['{}', '{"type":"event"}', JSON.stringify({ event_id: id, platform: 'node', level: 'error', ...event })]
  const app = await testApp()
  const url = `http://localhost/api/${shop.number}/envelope/?sentry_key=${shop.ingestKey}`
  const answer = await app.fetch(new Request(url, { method: 'POST', body: body.join('\n') }))
  assert.equal(answer.status, 200, await answer.clone().text())
  return id
}

async function storedEvents(ctx: Context): Promise<string> {
  const query = 'select * from events where workspace_id = {workspaceId:String}'
  return JSON.stringify(await ctx.columns.forWorkspace(ctx.workspaceId).query(query, {}))
}

/** All that both stores have of the workspace's events. */
async function everything(ctx: Context): Promise<string> {
  const rows = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query('select * from events where workspace_id = {workspaceId:String}', {})
  const tables = ['incidents', 'incident_keys', 'activities', 'ingest_outcomes']
  const found = await inTransaction(ctx, ({ db }) =>
    Promise.all(tables.map((table) => sql`select * from ${sql.table(table)}`.execute(db))),
  )
  assert.ok(rows.length > 0)
  return JSON.stringify([rows, found.map((result) => result.rows)])
}

test('what is secret to everybody is taken out before anything is stored, without anybody asking for it [SEN-07]', async () => {
  const ctx = await testContext()
  const shop = await newShop(ctx)
  await send(shop, {
    exception: {
      values: [
        {
          type: 'AuthError',
          value: `refused ${secret}`,
          stacktrace: { frames: [{ function: 'pay', filename: 'pay.js', vars: { password: 'hunter2hunter2' } }] },
        },
      ],
    },
    request: { url: `https://shop.example/?api_key=${secret}`, headers: { Cookie: 'sid=verysecretcookie' } },
    extra: { [secret]: 1, note: `Bearer ${secret}` },
  })
  const stored = await everything(ctx)
  assert.doesNotMatch(stored, /abcdefghij0123456789|hunter2|verysecretcookie/)
  assert.match(stored, /refused \[secret\]/)
  assert.match(stored, /rule 4 of the defaults/)
})

test('rules of the workspace and the project hold for what comes next, and are in the audit log [SEN-27]', async () => {
  const ctx = await testContext()
  const shop = await newShop(ctx)
  const other = await newShop(ctx)
  const phone = { method: 'replace', dataType: 'phone', selector: '$message', replacement: '[number]' }
  assert.equal((await api(ctx, 'PUT', '/scrubbing-rules', { rules: [email] })).status, 200)
  const own = await api(ctx, 'PUT', `/projects/${shop.id}/scrubbing-rules`, { rules: [phone] })
  assert.equal(own.status, 200)
  const { rules, inherited } = await own.json()
  assert.deepEqual([rules, inherited.length, inherited[5].origin], [[phone], 6, 'workspace'])
  await send(shop, { message: 'ada@shop.example called +49 30 12345678' })
  await send(other, { message: 'ada@shop.example called +49 30 12345678' })
  const stored = await everything(ctx)
  assert.match(stored, /\*\*\*@\*\*\*\*\.\*+ called \[number\]/)
  assert.match(stored, /\*\*\*@\*\*\*\*\.\*+ called \+49 30 12345678/)
  assert.doesNotMatch(stored, /ada@shop/)
  const { items } = await (await api(ctx, 'GET', '/audit-entries?action=scrubbing.updated')).json()
  assert.deepEqual(items[0].after.rules, ['replace phone at $message'])
  const foreign = await testContext()
  assert.equal((await api(foreign, 'PUT', `/projects/${shop.id}/scrubbing-rules`, { rules: [] })).status, 404)
  assert.equal((await api(withRole(ctx, 'member'), 'PUT', '/scrubbing-rules', { rules: [] })).status, 403)
  const refused = await api(ctx, 'PUT', `/projects/${shop.id}/scrubbing-rules`, { rules: [email] })
  assert.equal(refused.status, 400)
  assert.match(JSON.stringify(await refused.json()), /rule of the workspace has done this/)
})

test('a preview shows what rules would do to a real event, and nothing of it is stored', async () => {
  const ctx = await testContext()
  const shop = await newShop(ctx)
  const id = await send(shop, { message: 'mail ada@shop.example', user: { email: 'ada@shop.example' } })
  const path = `/projects/${shop.id}/scrubbing-previews`
  const before = await storedEvents(ctx)
  const answer = await eventually('the event', async () => {
    const found = await api(ctx, 'POST', path, { rules: [email], eventId: id })
    return found.status === 200 && found
  })
  const { changes } = await answer.json()
  const message = changes.find((change: { path: string }) => change.path === 'message')
  assert.deepEqual(message, {
    path: 'message',
    rule: 'email, rule 1 of the project',
    before: 'mail ada@shop.example',
    after: 'mail ***@****.*******',
  })
  assert.ok(changes.some((change: { path: string }) => change.path === 'user.email'))
  assert.equal(await storedEvents(ctx), before)
  const pasted = await api(ctx, 'POST', path, { rules: [], event: { message: `key ${secret}` } })
  assert.match(JSON.stringify(await pasted.json()), /key \[secret\]/)
  const drafted = await api(ctx, 'POST', path, {
    workspace: { useDefaults: false, rules: [email] },
    event: { message: `key ${secret} of ada@shop.example` },
  })
  const [change, ...others] = (await drafted.json()).changes
  assert.deepEqual([change.rule, others.length], ['email, rule 1 of the workspace', 1], 'the title and the message')
  assert.match(change.after, /sk_live_/, 'the draft switches the defaults off')
  assert.deepEqual((await (await api(ctx, 'GET', '/scrubbing-rules')).json()).rules, [], 'nothing of a draft is kept')
  assert.equal((await api(ctx, 'POST', path, { rules: [email], eventId: newHexKey() })).status, 404)
  assert.equal((await api(ctx, 'POST', path, { rules: [{ ...email, selector: '$nothing' }], eventId: id })).status, 400)
  assert.equal((await api(ctx, 'POST', path, { rules: [] })).status, 400)
  const elsewhere = await newShop(ctx)
  const wrong = await api(ctx, 'POST', `/projects/${elsewhere.id}/scrubbing-previews`, { rules: [], eventId: id })
  assert.equal(wrong.status, 404, 'an event of another project')
})

test('a hash lets a workspace count people without knowing them; the key is made once and sealed', async () => {
  const ctx = await testContext()
  const shop = await newShop(ctx)
  await api(ctx, 'PUT', '/scrubbing-rules', { rules: [{ method: 'hash', dataType: 'email', selector: '**' }] })
  const event = { user: { email: 'ada@shop.example' }, message: 'no stock' }
  await Promise.all([send(shop, event), send(shop, event)])
  const rows = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<{ user_email: string }>(
      'select distinct user_email from events where workspace_id = {workspaceId:String}',
      {},
    )
  assert.equal(rows.length, 1)
  assert.match(rows[0]!.user_email, /^\[email:[0-9a-f]{16}\]$/)
  const keys = await inTransaction(ctx, ({ db }) => sql<{ hash_key: string }>`select * from scrubbing_keys`.execute(db))
  assert.equal(keys.rows.length, 1)
  assert.match(JSON.stringify(keys.rows), /v1\./)
})
