/** Generated from the inventory: for every rule, under every policy, day N − 1 is kept and day N + 1 is gone. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { recordAudit } from '#modules/audit'
import type { Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { openRequestLog } from '#platform/http'
import { newHexKey, newId } from '#platform/ids'
import { fixedPolicy, presets, retentionDays, type PolicyProfile } from '#platform/policy'
import { testContext, testServices } from '#testing'
import { inventory } from '../../../app.ts'
import { countRows, insertRow, readRow, type Row } from './rows.fixture.ts'
import { rulesOf, type SweepRule } from './rule.ts'
import { sweepRule } from './sweep.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Long before anything that another test of the run writes: what is swept here is of here. */
let lastMs = Date.UTC(2018, 0, 1)
const newMoment = (): Date => new Date((lastMs += 3 * dayMs))

/** Something of a rule's place that became of age at `from`; says whether it is there, and what is left of it. */
type Planted = { isThere(): Promise<boolean>; check?(): Promise<void> }
type Plant = (services: Services, rule: SweepRule, from: Date) => Promise<Planted>

const special: Record<string, Plant> = {
  'audit_entries.at:auditDays': plantAudit,
  'requests.time:requestLogDays': plantLine,
  'events.received_at:payload': plantEvent,
  'events.received_at:eventRecordDays': plantEvent,
}

/** Presets whose figures are the same for a rule are one case of it. */
function casesOf({ age }: SweepRule): { names: string[]; profile: PolicyProfile; ageMs: number | null }[] {
  const all = Object.entries(presets).map(([name, profile]) => ({ name, profile, ageMs: ageIn(profile, age.after) }))
  return [...Map.groupBy(all, ({ ageMs }) => ageMs)].map(([ageMs, group]) => ({
    names: group.map(({ name }) => name),
    profile: group[0]!.profile,
    ageMs,
  }))
}

function ageIn(profile: PolicyProfile, after: SweepRule['age']['after']): number | null {
  if ('hours' in after) return after.hours * hourMs
  if ('days' in after) return after.days * dayMs
  const days = retentionDays(profile.retention, after.setting)
  const record = after.setting === 'payload' ? profile.retention.eventRecordDays : null
  return days === null ? null : Math.min(days, record ?? Infinity) * dayMs
}

for (const rule of rulesOf(inventory)) {
  for (const { names, profile, ageMs } of casesOf(rule)) {
    const length =
      ageMs === null ? 'never by age' : ageMs < 3 * dayMs ? `${ageMs / hourMs} hours` : `${ageMs / dayMs} days`
    test(`${rule.id} (${length}: ${names.join(', ')}): kept before, gone after`, async () => {
      const from = newMoment()
      let now = from
      const plain = await testServices()
      const services = { ...plain, policy: fixedPolicy(profile), now: () => now }
      const { isThere, check } = await (special[rule.id] ?? (rule.store === 'columns' ? plantColumnRow : plantRow))(
        services,
        rule,
        from,
      )
      const look = async (ms: number): Promise<boolean> => {
        now = new Date(from.getTime() + ms)
        await sweepRule(services, inventory, rule)
        return isThere()
      }
      if (ageMs === null) {
        assert.equal(await look(10 * 365 * dayMs), true, 'as long as its workspace')
        return
      }
      const stepMs = ageMs < 3 * dayMs ? Math.min(hourMs, ageMs / 2) : dayMs
      if (ageMs > 0) assert.equal(await look(ageMs - stepMs), true, 'before')
      assert.equal(await look(ageMs + Math.max(stepMs, hourMs)), false, 'after')
      await check?.()
    })
  }
}

/** Any table: the row that its schema asks for. */
async function plantRow(services: Services, { place, age, empties }: SweepRule, from: Date): Promise<Planted> {
  const named = /^(\w+) = '(\w+)'$/.exec(age.where ?? '')
  const row: Row = { [age.from]: from, ...(named && { [named[1]!]: named[2] }) }
  await insertRow(services, place, { ...row, ...Object.fromEntries((empties ?? []).map((name) => [name, '{"a":1}'])) })
  const isThere = async (): Promise<boolean> => (await countRows(services, place, row)) > 0
  if (!empties) return { isThere }
  return {
    isThere: async () => {
      const left = (await readRow(services, place, row))!
      return empties.some((name) => !['null', '""', '{}'].includes(JSON.stringify(left[name])))
    },
    check: async () => assert.ok(await isThere(), 'the row stays'),
  }
}

async function plantAudit(services: Services, _rule: SweepRule, from: Date): Promise<Planted> {
  const ctx = { ...(await testContext()), ...services, now: () => from }
  await inTransaction(ctx, (tx) => recordAudit(tx, 'thing.changed', { targetId: 'old', after: { size: 1 } }))
  return {
    isThere: async () =>
      (await countRows(services, 'audit_entries', { workspace_id: ctx.workspaceId, target_id: 'old' })) > 0,
  }
}

async function plantLine(services: Services, _rule: SweepRule, from: Date): Promise<Planted> {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-log-'))
  const requestLog = await openRequestLog({ directory, now: services.now, log: services.log })
  services.requestLog = requestLog
  requestLog.note({ id: 'req_1', path: '/', status: 200, address: '192.0.2.1', userAgent: 'x' })
  const to = new Date(from.getTime() + 1)
  return {
    isThere: async () => (await requestLog.search({ from, to, limit: 1 })).items.length > 0,
    check: async () => {
      await requestLog.close()
      await rm(directory, { recursive: true })
    },
  }
}

async function plantEvent({ columns }: Services, { empties }: SweepRule, from: Date): Promise<Planted> {
  const workspace_id = newId('wks', from)
  const texts = {
    title: 'T',
    culprit: 'c',
    host: 'h',
    user_id: 'u',
    user_email: 'a@b.c',
    user_name: 'n',
    user_address: 'i',
  }
  const row = { workspace_id, project_id: 'prj_1', key: 'k', occurred_at: from, event_id: newHexKey(), batch_id: 'b' }
  await columns.insert('events', [{ ...row, received_at: from, ...texts, detail: '{"a":1}', attributes: [['a', 'b']] }])
  const find = async () =>
    (
      await columns.query<{ rows: number; filled: number }>(
        `select count() as rows, countIf(${[...Object.keys(texts), 'detail', 'attributes'].map((name) => `notEmpty(${name})`).join(' or ')}) as filled
         from events where workspace_id = {workspace_id:String}`,
        { workspace_id },
      )
    )[0]!
  return {
    isThere: async () => (await find())[empties ? 'filled' : 'rows'] > 0,
    check: async () => assert.equal((await find()).rows, empties ? 1 : 0),
  }
}

/** Any table of the column store: what is not said has its default, and the moment is nobody else's. */
async function plantColumnRow({ columns }: Services, { place, age }: SweepRule, from: Date): Promise<Planted> {
  await columns.insert(place, [{ [age.from]: from }])
  const find = () =>
    columns.query(`select 1 from ${place} where toUnixTimestamp(${age.from}) = {seconds:UInt32}`, {
      seconds: from.getTime() / 1000,
    })
  return { isThere: async () => (await find()).length > 0 }
}
