import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordAudit } from '#modules/audit'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { presets } from '#platform/policy'
import { call, eventually } from '#testing'
import { endpoints, jobs } from '../../../app.ts'
import { exportAs, verifyText } from '../../audit/test-support.ts'
import { dayMs, hourMs, openEra } from './era.fixture.ts'

const append = (ctx: Context, targetId: string) =>
  inTransaction(ctx, (tx) => recordAudit(tx, 'thing.changed', { targetId, after: { size: 1 } }))

async function targets(ctx: Context): Promise<string[]> {
  const { rows } = await inTransaction(ctx, ({ db, workspaceId }) =>
    sql<{ targetId: string }>`
      select target_id from audit_entries where workspace_id = ${workspaceId} and action = 'thing.changed'
      order by number`.execute(db),
  )
  return rows.map(({ targetId }) => targetId)
}

for (const [name, profile] of Object.entries(presets)) {
  const { auditDays } = profile.retention
  if (auditDays === null) continue
  test(`${name}: an audit entry is gone ${auditDays} days and one sweep later, to the hour; what remains verifies from a signed checkpoint [CAB-29]`, async () => {
    const era = await openEra(profile)
    const { ctx } = await era.workspace()
    await append(ctx, 'old')
    await append(ctx, 'old too')
    era.clock.advance(5 * hourMs)
    await append(ctx, 'younger')
    era.clock.advance(auditDays * dayMs - 6 * hourMs)
    await era.sweep('audit_entries')
    assert.deepEqual(await targets(ctx), ['old', 'old too', 'younger'])
    era.clock.advance(2 * hourMs)
    await era.sweep('audit_entries')
    assert.deepEqual(await targets(ctx), ['younger'])
    await append(ctx, 'new')
    const { exitCode, output } = verifyText(await (await exportAs(ctx)).text())
    assert.equal(exitCode, 0, output)
    era.clock.advance(auditDays * dayMs)
    await era.sweep('audit_entries')
    assert.deepEqual(await targets(ctx), ['new'])
    assert.equal(verifyText(await (await exportAs(ctx)).text()).exitCode, 0)
    await era.drain()
  })
}

test('opsentry: audit entries live as long as their workspace, ten years and more, and go with it [OPS-37]', async () => {
  const era = await openEra(presets['opsentry']!)
  const { ctx } = await era.workspace()
  await append(ctx, 'old')
  era.clock.advance(10 * 365 * dayMs)
  await era.sweep('audit_entries')
  assert.deepEqual(await targets(ctx), ['old'])
  assert.equal(verifyText(await (await exportAs(ctx)).text()).exitCode, 0)
  const { slug } = await (await call(ctx, endpoints, 'GET', '/workspace')).json()
  const silent = { ...ctx, jobs: { enqueue: () => Promise.resolve() } }
  assert.equal((await call(silent, endpoints, 'DELETE', '/workspace', { slug })).status, 202)
  const purge = jobs.find((job) => job.name === 'workspaces.purge')!
  const later = { ...silent, now: () => new Date(era.clock().getTime() + dayMs) }
  if (!('of' in purge)) await purge.handle(later, {})
  assert.deepEqual(await targets(ctx), [])
  await era.drain()
})

/** What people made and what says who they are: nothing of it ends by age. */
const content: Record<string, string[]> = {
  opsentry: ['C08', 'C12', 'C13', 'C14', 'C16', 'C18'],
  dsentr: ['C01', 'C02', 'C03', 'C04', 'C05', 'C08', 'C14', 'C16', 'C18'],
}

for (const [name, tag] of [
  ['opsentry', 'OPS-34'],
  ['dsentr', 'DSE-35'],
] as const) {
  test(`${name}: what is in an active workspace is unchanged after five years of sweeps [${tag}]`, async () => {
    const era = await openEra(presets[name]!)
    const at = await era.workspace()
    const { incidentId } = await era.event(at)
    // It is on record too, and comes when its worker has time.
    await eventually('its analysis', async () => {
      const { items } = (await at.send('GET', `/incidents/${incidentId}/analyses`)).body
      return items.length > 0
    })
    const page = (await at.send('POST', '/status-pages', { slug: `p${at.ctx.workspaceId.slice(-12)}`, name: 'Acme' }))
      .body
    await at.send('POST', `/status-pages/${page.id}/components`, { name: 'API' })
    await at.send('POST', '/notification-channels', { type: 'email', name: 'Mail', address: 'duty@example.com' })
    await at.send('POST', '/api-keys', { name: 'CI', scopes: ['incidents.read'] })
    const before = await everything(at.ctx, content[name]!)
    assert.ok(before.length > 6, before.join())
    for (let year = 0; year < 5; year++) {
      era.clock.advance(365 * dayMs)
      await era.sweep()
    }
    assert.deepEqual(await everything(at.ctx, content[name]!), before)
    await era.drain()
  })
}

/** Counts and receipts that their module ends after days, under every profile: no content. */
const endedByModule: ReadonlySet<string> = new Set(['event_receipts', 'incident_hours'])

/** Digests of all rows of the workspace, or of its member, by table; of the column store only what the profile keeps. */
async function everything(ctx: Context, categories: readonly string[]): Promise<string[]> {
  const { inventory } = await import('../../../app.ts')
  const entries = inventory.filter(({ category }) => categories.includes(category))
  const found: string[] = []
  for (const place of new Set(entries.filter(({ store }) => store === 'database').map((entry) => entry.place))) {
    if (endedByModule.has(place)) continue
    const fields = new Set(inventory.filter((entry) => entry.place === place).flatMap((entry) => entry.fields))
    const column = fields.has('workspace_id') ? 'workspace_id' : fields.has('user_id') ? 'user_id' : 'id'
    const id = column === 'workspace_id' || place === 'workspaces' ? ctx.workspaceId : ctx.actor.id
    const { rows } = await ctx.database.kysely.transaction().execute(async (db) => {
      await sql`set local role watchword_privacy`.execute(db)
      return sql<{ rows: number; digest: string | null }>`
        select count(*) as rows, md5(string_agg(t::text, ';' order by t::text)) as digest from ${sql.table(place)} t
        where ${sql.ref(column)} = ${id}`.execute(db)
    })
    if (rows[0]!.rows > 0) found.push(`${place}: ${rows[0]!.rows} ${rows[0]!.digest}`)
  }
  if (!categories.includes('C13')) return found
  const events = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query('select * from events where workspace_id = {workspaceId:String}', {})
  return [...found, `events: ${JSON.stringify(events)}`]
}
