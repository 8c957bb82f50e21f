import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { presets } from '#platform/policy'
import { startSchedules } from '#platform/schedule'
import { call, eventually, withRole } from '#testing'
import { endpoints, inventory } from '../../../app.ts'
import { dayMs, hourMs, openEra } from './era.fixture.ts'
import { retentionFigures } from './figures.ts'
import { rulesOf } from './rule.ts'
import { sweepDue } from './sweep.ts'

const sensra = presets['sensra']!

/** Everything that counts and accounts, as text. */
async function accounting(ctx: Context): Promise<string> {
  return inTransaction(ctx, async ({ db, workspaceId }) => {
    const tables = ['incidents', 'incident_keys', 'ingest_outcomes', 'projects']
    const parts = []
    for (const table of tables) {
      const { rows } = await sql<{ text: string }>`
        select string_agg(t::text, ';' order by t::text) as text from ${sql.table(table)} t
        where workspace_id = ${workspaceId}`.execute(db)
      parts.push(`${table}: ${rows[0]?.text}`)
    }
    const events = await ctx.columns.forWorkspace(workspaceId).query(
      `select project_id, key, event_id, kind, level, release, environment, toString(occurred_at) as at, times, grouping
       from events where workspace_id = {workspaceId:String} order by event_id`,
      {},
    )
    return `${parts.join('\n')}\n${JSON.stringify(events)}`
  })
}

async function payloads(ctx: Context, projectId: string): Promise<number> {
  const [row] = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ filled: number }>(
    `select countIf(title != '' or culprit != '' or host != '' or detail != '' or notEmpty(attributes) or user_id != ''
       or user_email != '' or user_name != '' or user_address != '') as filled
     from events where workspace_id = {workspaceId:String} and project_id = {projectId:String}`,
    { projectId },
  )
  return row!.filled
}

test('payloads are pruned after 90 days by the clock alone; counts and accounting are bit-equal, and there is a record [SEN-20] [SEN-21] [SEN-22]', async () => {
  const era = await openEra(sensra)
  const at = await era.workspace()
  const { projectId, incidentId } = await era.event(at)
  const { body: retention } = await at.send('GET', `/projects/${projectId}/retention`)
  assert.partialDeepStrictEqual(retention, { payloadDays: 90, setDays: null, bounds: { minDays: 1, maxDays: 365 } })
  await inTransaction(at.ctx, ({ db, workspaceId, now }) =>
    sql`insert into ingest_outcomes (workspace_id, project_id, hour, source, category, reason, quantity)
      values (${workspaceId}, ${projectId}, ${now()}, 'server', 'error', 'quota', 7)`.execute(db),
  )
  const before = await accounting(at.ctx)
  assert.match(before, /quota,7/)

  // Nothing is called from here on: the program's own schedule runs, only faster.
  const running = startSchedules(era.services, [{ ...era.schedule, everySeconds: 0.02 }])
  const swept = (since: Date) =>
    eventually('a sweep', async () => {
      const figures = await retentionFigures(era.services)
      return figures.lastFinishedAt !== null && figures.lastFinishedAt >= since
    })
  era.clock.advance(90 * dayMs - hourMs)
  await swept(era.clock())
  assert.equal(await payloads(at.ctx, projectId), 1)
  era.clock.advance(2 * hourMs)
  await eventually('the payload to be gone', async () => (await payloads(at.ctx, projectId)) === 0)
  await running.stop()

  assert.equal(await accounting(at.ctx), before)
  const runs = await inRuns(era.services, 'events.received_at:payload')
  assert.ok(runs.some(({ rows, finished_at }) => rows === 1 && finished_at !== null))
  const list = await at.send('GET', `/incidents/${incidentId}/events`)
  assert.partialDeepStrictEqual(list.body.items, [{ title: '', user: null, payloadRemoved: true }])
  const event = await at.send('GET', `/incidents/${incidentId}/events/latest`)
  assert.equal(event.status, 200)
  assert.partialDeepStrictEqual(event.body, { payloadRemoved: true, exceptions: [], attributes: [], level: 'error' })
  const incident = await at.send('GET', `/incidents/${incidentId}`)
  assert.partialDeepStrictEqual(incident.body, { id: incidentId, eventCount: 1, userCount: 0 })
  assert.equal(incident.body.title, 'no stock')
  await era.drain()
})

async function inRuns({ database }: Context | Awaited<ReturnType<typeof openEra>>['services'], rule: string) {
  return database.kysely.transaction().execute(async (db) => {
    await sql`set local role watchword_platform`.execute(db)
    const { rows } = await sql<{ rows: number; finished_at: Date | null; failure: string | null }>`
      select rows, finished_at as "finished_at", failure from retention_runs where rule = ${rule} order by planned_at`.execute(
      db,
    )
    return rows
  })
}

for (const [name, profile] of Object.entries(presets)) {
  const { payload } = profile.retention
  if (payload.kind !== 'project') continue
  test(`${name}: a project sets its own days within the bounds, for what is stored already too, and the log says from what to what [SEN-21] [SEN-27]`, async () => {
    const era = await openEra(profile)
    const at = await era.workspace()
    const [own, other] = [await era.event(at), await era.event(at)]
    const path = `/projects/${own.projectId}/retention`
    assert.equal((await at.send('GET', path)).body.payloadDays, payload.defaultDays)
    for (const payloadDays of [payload.minDays - 1, payload.maxDays + 1]) {
      const { status, body } = await at.send('PUT', path, { payloadDays })
      assert.equal(status, 400)
      if (payloadDays >= 0)
        assert.match(body.detail ?? body.title, new RegExp(`between ${payload.minDays} and ${payload.maxDays}`))
    }
    assert.equal((await call(withRole(at.ctx, 'viewer'), endpoints, 'PUT', path, { payloadDays: 10 })).status, 403)
    era.clock.advance(12 * dayMs)
    await era.sweep('events')
    assert.equal(await payloads(at.ctx, own.projectId), 1)
    assert.partialDeepStrictEqual((await at.send('PUT', path, { payloadDays: 10 })).body, {
      payloadDays: 10,
      from: 'project',
    })
    era.clock.advance(hourMs)
    await era.sweep('events')
    assert.equal(await payloads(at.ctx, own.projectId), 0)
    assert.equal(await payloads(at.ctx, other.projectId), 1)
    const { items } = (await at.send('GET', '/audit-entries')).body
    assert.partialDeepStrictEqual(items[0], {
      action: 'project.retentionSet',
      before: { payloadDays: payload.defaultDays, setDays: null },
      after: { payloadDays: 10, setDays: 10 },
    })
    assert.equal((await at.send('PUT', path, { payloadDays: null })).body.payloadDays, payload.defaultDays)
    await era.drain()
  })
}

test('where the policy gives projects no say, their setting is refused with the reason', async () => {
  for (const [name, reason] of [
    ['cabinet', /plan/],
    ['opsentry', /as long as the workspace/],
  ] as const) {
    const era = await openEra(presets[name]!)
    const at = await era.workspace()
    const { id } = (await at.send('POST', '/projects', { name: 'Shop' })).body
    const { status, body } = await at.send('PUT', `/projects/${id}/retention`, { payloadDays: 10 })
    assert.equal(status, 409)
    assert.match(JSON.stringify(body), reason)
    await era.drain()
  }
})

test('a rule that fails is on record, stops no other one, and says nothing of what a store answered', async () => {
  const era = await openEra(sensra)
  const rules = rulesOf(inventory)
  const broken = { ...rules[0]!, id: 'broken.rule', place: 'no_such_table' }
  const runs = await sweepDue(era.services, inventory, [broken, ...rules])
  assert.equal(runs[0]!.failure, 'error')
  assert.deepEqual(
    runs.slice(1).filter(({ failure, finishedAt }) => failure !== null || finishedAt === null),
    [],
  )
  assert.equal(runs.length, rules.length + 1)
  await era.drain()
})

test('of two that sweep at once one does the hour’s work; what a kill cut off is done within the hour', async () => {
  const era = await openEra(sensra)
  const [first, second] = await Promise.all([era.sweep(), era.sweep()])
  const rules = rulesOf(inventory).map(({ id }) => id)
  assert.deepEqual([...first, ...second].map(({ rule }) => rule).sort(), rules.sort())
  assert.deepEqual(await era.sweep(), [])
  // As a process leaves it that was killed in the middle.
  const cutOff = [...first, ...second][0]!
  await era.services.database.kysely.transaction().execute(async (db) => {
    await sql`set local role watchword_platform`.execute(db)
    await sql`update retention_runs set finished_at = null where id = ${cutOff.id}`.execute(db)
  })
  assert.deepEqual(await era.sweep(), [])
  era.clock.advance(16 * 60_000)
  assert.deepEqual(
    (await era.sweep()).map(({ rule, finishedAt }) => [rule, finishedAt !== null]),
    [[cutOff.rule, true]],
  )
  await era.drain()
})

test('how late the sweeper was is measured: lag, overdue rows and failures are in the metrics', async () => {
  const era = await openEra(sensra)
  const at = await era.workspace()
  const { projectId } = await era.event(at)
  era.clock.advance(90 * dayMs + 40 * 60_000)
  await era.schedule.run(era.services)
  assert.equal(await payloads(at.ctx, projectId), 0)
  const figures = await retentionFigures(era.services)
  assert.ok(figures.lagSeconds!.max >= 2_400, String(figures.lagSeconds!.max))
  assert.equal(figures.overdueRows, 0)
  const { body } = await era.services.metrics.render()
  assert.match(body, /^watchword_retention_overdue_rows 0$/m)
  assert.match(body, /^watchword_retention_lag_p99_seconds \d/m)
  await era.drain()
})

for (const [name, profile] of Object.entries(presets)) {
  test(`${name}: a workspace is told of each of its categories for how long, and who decides; nothing is undefined [AHU-24]`, async () => {
    const era = await openEra(profile)
    const at = await era.workspace()
    const { status, body } = await at.send('GET', '/retention')
    assert.equal(status, 200)
    const categories = new Set(body.rules.map(({ category }: { category: string }) => category))
    for (const category of ['C08', 'C12', 'C13', 'C14', 'C16', 'C18', 'C19', 'C25', 'C26', 'C28']) {
      assert.ok(categories.has(category), category)
    }
    for (const { rule, days, effect } of body.rules) {
      assert.match(
        rule,
        /^(Deleted|Emptied) [\d,]+ (days?|hours?) after .+\.$|^(Kept as long as the workspace|Ends with what it belongs to)\.$/,
      )
      assert.equal(effect === 'kept', days === null, rule)
      assert.doesNotMatch(rule, /\b(may|typically|reasonable|forever|indefinite)/)
    }
    const audit = body.rules.find(({ place }: { place: string }) => place === 'audit_entries')
    assert.equal(audit.days, profile.retention.auditDays)
    await era.drain()
  })
}

test('no entry of the inventory can be kept without an end, and no profile can say a time that is none [AHU-24]', () => {
  for (const { place, retention } of inventory) {
    assert.match(retention.endsWith, /^(workspace|person|installation|row|browser)$/, place)
    for (const { after } of retention.ages ?? []) {
      if ('setting' in after) assert.ok(after.setting in sensra.retention, place)
      else assert.ok(Number.isFinite('days' in after ? after.days : after.hours), place)
    }
  }
})
