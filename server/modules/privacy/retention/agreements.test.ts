import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newHexKey } from '#platform/ids'
import { presets } from '#platform/policy'
import { openOldHouse } from '../holds/house.fixture.ts'
import { changePlan, daysOf, limitsOf, scopesOf, type WorkspaceRetention } from './settings.ts'
import { noAgreement } from './repo.ts'

const dayMs = 86_400_000
type House = Awaited<ReturnType<typeof openOldHouse>>
type Workspace = Awaited<ReturnType<House['workspace']>>

/** Says whether the event's payload is there. */
async function plantEvent(at: House, { workspaceId }: Workspace, ageDays = 0) {
  const receivedAt = new Date(at.clock().getTime() - ageDays * dayMs)
  const event_id = newHexKey()
  const row = { workspace_id: workspaceId, project_id: 'prj_1', key: 'k', occurred_at: receivedAt, event_id }
  await at.services.columns.insert('events', [
    { ...row, batch_id: 'b', received_at: receivedAt, title: 'T', detail: '{}' },
  ])
  return async () => {
    const [found] = await at.services.columns.query<{ filled: number }>(
      `select countIf(detail != '') as filled from events where event_id = {event_id:String}`,
      { event_id },
    )
    return found!.filled > 0
  }
}

const sweepNext = async (at: House) => {
  at.clock.advance(dayMs / 24)
  await at.sweepAges('events')
}

for (const [name, profile] of Object.entries(presets)) {
  test(`${name}: what was agreed with a workspace shortens the policy for it alone, and cannot lengthen it [AHU-02]`, async (t) => {
    const at = await openOldHouse(t, profile)
    const [agreed, other] = [await at.workspace(await at.person('Ada')), await at.workspace(await at.person('Bob'))]
    const staff = await at.browser(at.root)
    const path = `/staff/workspaces/${agreed.workspaceId}/retention-contract`
    const { auditDays, deliveryDays, payload } = profile.retention
    const looser: Record<string, number> = { deliveryDays: deliveryDays + 1 }
    if (auditDays !== null) looser['auditDays'] = auditDays + 1
    if (payload.kind === 'project') looser['payload'] = payload.maxDays + 1
    if (payload.kind === 'plan') looser['payload'] = 31
    for (const [setting, days] of Object.entries(looser)) {
      const answer = await staff.send('PUT', path, { days: { [setting]: days }, reference: null })
      assert.equal(answer.status, 400, setting)
      assert.equal(answer.body.fields[0].path, `days.${setting}`)
    }
    const unknown = await staff.send('PUT', path, { days: { sessionTailDays: 1 }, reference: null })
    assert.equal(unknown.status, 400)
    const set = await staff.send('PUT', path, { days: { payload: 14 }, reference: 'DPA 7' })
    assert.equal(set.status, 200, JSON.stringify(set.body))

    const [theirs, others] = [await plantEvent(at, agreed), await plantEvent(at, other)]
    at.clock.advance(14 * dayMs - 3_600_000)
    await at.sweepAges('events')
    assert.deepEqual([await theirs(), await others()], [true, true])
    at.clock.advance(2 * 3_600_000)
    await at.sweepAges('events')
    assert.deepEqual([await theirs(), await others()], [false, true])
    const entry = (await at.entries(agreed.workspaceId)).find(({ action }) => action === 'workspace.retentionAgreed')
    assert.partialDeepStrictEqual(entry?.after, { contract: { payload: 14 }, contractReference: 'DPA 7' })
  })
}

test('three plans keep three lengths; a shorter one deletes after notice and seven days exactly what is older [CAB-28]', async (t) => {
  const cabinet = presets['cabinet']!
  const plans = { '30 days': 30, '90 days': 90, custom: 120 }
  const retention = { ...cabinet.retention, payload: { kind: 'plan', defaultPlan: '30 days', plans } as const }
  const at = await openOldHouse(t, { ...cabinet, retention })
  const owners = [await at.person('Ada'), await at.person('Bob'), await at.person('Cid')]
  const [basic, middle, custom] = [
    await at.workspace(owners[0]!),
    await at.workspace(owners[1]!),
    await at.workspace(owners[2]!),
  ]
  const setPlan = async ({ workspaceId }: Workspace, plan: string) => {
    const staff = await at.browser(at.root)
    return staff.send('PUT', `/staff/workspaces/${workspaceId}/plan`, { plan })
  }
  assert.equal((await setPlan(middle, '90 days')).status, 200)
  assert.equal((await setPlan(custom, 'custom')).status, 200)
  assert.equal((await setPlan(basic, 'gold')).status, 400)
  assert.deepEqual(await at.work(), [])
  const plant = (ctx: Workspace) => Promise.all([29, 31, 89, 91, 119, 121].map((days) => plantEvent(at, ctx, days)))
  const found = [await plant(basic), await plant(middle), await plant(custom)]
  const left = () =>
    Promise.all(
      found.map(async (events) => (await Promise.all(events.map((isThere) => isThere()))).filter(Boolean).length),
    )
  await sweepNext(at)
  assert.deepEqual(await left(), [1, 3, 5])

  const changed = await setPlan(middle, '30 days')
  assert.equal(Date.parse(changed.body.formerUntil), at.clock().getTime() + 7 * dayMs)
  const mails = await at.work()
  assert.deepEqual(
    mails.map(({ to }) => to),
    [owners[1]!.email],
  )
  assert.match(mails[0]!.text, /30 days/)
  assert.match(mails[0]!.text, new RegExp(changed.body.formerUntil.slice(0, 10)))
  // Those of 29, 31 and 89 days are 36, 38 and 96 days old by then: the last one ends by the old plan.
  const fresh = await plantEvent(at, middle)
  at.clock.advance(7 * dayMs - 3_600_000)
  await at.sweepAges('events')
  assert.equal((await left())[1], 2)
  at.clock.advance(2 * 3_600_000)
  await at.sweepAges('events')
  assert.equal((await left())[1], 0)
  assert.equal(await fresh(), true)
  assert.equal((await setPlan(middle, '90 days')).body.formerUntil, null)
})

test('what holds where: the shorter of policy, project and agreement; bounds that the policy moved hold for old settings', () => {
  const { retention } = presets['sensra']!
  const now = new Date('2020-01-01')
  const agreed: WorkspaceRetention = { ...noAgreement('wks_1'), contract: { payload: 14, auditDays: 30 } }
  assert.equal(daysOf(retention, 'payload', now), 90)
  assert.equal(daysOf(retention, 'payload', now, undefined, 200), 200)
  assert.equal(daysOf(retention, 'payload', now, agreed, 200), 14)
  assert.equal(daysOf(retention, 'payload', now, agreed, 3), 3)
  assert.equal(daysOf(retention, 'auditDays', now, agreed), 30)
  assert.equal(daysOf({ ...retention, eventRecordDays: 20 }, 'payload', now, undefined, 200), 20)
  const narrower = { kind: 'project', defaultDays: 30, minDays: 10, maxDays: 60 } as const
  assert.equal(daysOf({ ...retention, payload: narrower }, 'payload', now, undefined, 200), 60)
  assert.equal(daysOf({ ...retention, payload: narrower }, 'payload', now, undefined, 1), 10)

  const set = {
    workspaces: [agreed],
    projects: [
      { workspaceId: 'wks_1', projectId: 'prj_1', payloadDays: 3, setAt: now },
      { workspaceId: 'wks_1', projectId: 'prj_2', payloadDays: 200, setAt: now },
      { workspaceId: 'wks_2', projectId: 'prj_3', payloadDays: 3, setAt: now },
    ],
    since: new Date(0),
  }
  const limits = limitsOf(retention, 'payload', set, now)
  assert.deepEqual([...limits.workspaces], [['wks_1', 14]])
  assert.deepEqual(
    [...limits.projects],
    [
      ['wks_1/prj_1', 3],
      ['wks_2/prj_3', 3],
    ],
  )
  assert.deepEqual(
    scopesOf(limits).map(({ ageMs }) => ageMs / dayMs),
    [90, 14, 3],
  )
  assert.deepEqual(limits.changedAt, now)
})

test('within the days of grace the longest plan of before holds on, and a longer one ends the grace', () => {
  const rule = { kind: 'plan', defaultPlan: 's', plans: { s: 10, m: 20, l: 30 } } as const
  const now = new Date('2020-01-01')
  const large = { ...noAgreement('wks_1'), plan: 'l' }
  const medium = changePlan(rule, large, 'm', now)
  assert.equal(medium.formerPlan, 'l')
  const small = changePlan(rule, medium, 's', new Date(now.getTime() + dayMs))
  assert.deepEqual([small.formerPlan, small.formerUntil], ['l', new Date(now.getTime() + 8 * dayMs)])
  assert.equal(changePlan(rule, small, 'l', now).formerUntil, null)
  const afterGrace = changePlan(rule, medium, 's', new Date(now.getTime() + 8 * dayMs))
  assert.equal(afterGrace.formerPlan, 'm')
})
