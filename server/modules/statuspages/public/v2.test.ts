import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { componentStatuses } from '../components/component.ts'
import { impacts } from '../headline.ts'
import { reportStatuses } from '../report.ts'
import { at, busySnapshot, component, group, maintenance, snapshotOf, type Story } from '../snapshot.fixture.ts'
import type { Snapshot } from '../snapshot.ts'
import { v2Bodies, type V2File } from './v2.ts'

const shortId = z.string().regex(/^[a-z0-9]{12}$/)
const time = z.iso.datetime({ offset: true, precision: 3 })

const Page = z.strictObject({
  id: shortId,
  name: z.string(),
  url: z.url(),
  time_zone: z.string().min(1),
  updated_at: time,
})
const Status = z.strictObject({
  indicator: z.enum([...impacts, 'maintenance']),
  description: z.enum([
    'All Systems Operational',
    'Major System Outage',
    'Partial System Outage',
    'Minor Service Outage',
    'Degraded System Service',
    'Partially Degraded Service',
    'Service Under Maintenance',
  ]),
})
const common = {
  id: shortId,
  name: z.string(),
  status: z.enum(componentStatuses),
  created_at: time,
  updated_at: time,
  position: z.int(),
  description: z.string().min(1).nullable(),
  showcase: z.boolean(),
}
const Leaf = z.strictObject({
  ...common,
  start_date: z.iso.date().nullable(),
  group_id: shortId.nullable(),
  page_id: shortId,
  group: z.literal(false),
  only_show_if_degraded: z.boolean(),
})
const Group = z.strictObject({
  ...common,
  start_date: z.null(),
  group_id: z.null(),
  page_id: shortId,
  group: z.literal(true),
  only_show_if_degraded: z.literal(false),
  components: z.array(shortId).min(1),
})
const Component = z.union([Leaf, Group])
const Update = z.strictObject({
  id: shortId,
  status: z.enum(reportStatuses),
  body: z.string(),
  incident_id: shortId,
  created_at: time,
  updated_at: time,
  display_at: time,
  affected_components: z
    .array(
      z.strictObject({
        code: shortId,
        name: z.string(),
        old_status: z.enum(componentStatuses),
        new_status: z.enum(componentStatuses),
      }),
    )
    .min(1)
    .nullable(),
  deliver_notifications: z.boolean(),
  custom_tweet: z.null(),
  tweet_id: z.null(),
})
const Incident = z.strictObject({
  id: shortId,
  name: z.string(),
  status: z.enum(reportStatuses),
  created_at: time,
  updated_at: time,
  monitoring_at: time.nullable(),
  resolved_at: time.nullable(),
  impact: z.enum(impacts),
  shortlink: z.url(),
  started_at: time,
  page_id: shortId,
  incident_updates: z.array(Update),
  components: z.array(Leaf),
  reminder_intervals: z.null(),
})
const maintenanceStatuses = ['scheduled', 'in_progress', 'verifying', 'completed'] as const
const Maintenance = Incident.extend({
  status: z.enum(maintenanceStatuses),
  impact: z.literal('maintenance'),
  incident_updates: z.array(Update.extend({ status: z.enum(maintenanceStatuses) })),
}).extend({ scheduled_for: time, scheduled_until: time })
const windows = z.array(Maintenance)

const schemas: Record<V2File, z.ZodType> = {
  'summary.json': z.strictObject({
    page: Page,
    components: z.array(Component),
    incidents: z.array(Incident),
    scheduled_maintenances: windows,
    status: Status,
  }),
  'status.json': z.strictObject({ page: Page, status: Status }),
  'components.json': z.strictObject({ page: Page, components: z.array(Component) }),
  'incidents.json': z.strictObject({ page: Page, incidents: z.array(Incident) }),
  'incidents/unresolved.json': z.strictObject({ page: Page, incidents: z.array(Incident) }),
  'scheduled-maintenances.json': z.strictObject({ page: Page, scheduled_maintenances: windows }),
  'scheduled-maintenances/upcoming.json': z.strictObject({ page: Page, scheduled_maintenances: windows }),
  'scheduled-maintenances/active.json': z.strictObject({ page: Page, scheduled_maintenances: windows }),
}

const files = Object.keys(schemas) as V2File[]

type Bodies = Record<V2File, any>

/** As a client sees them. */
function bodiesOf(snapshot: Snapshot): Bodies {
  return Object.fromEntries(files.map((file) => [file, JSON.parse(JSON.stringify(v2Bodies[file](snapshot)))])) as Bodies
}

test('there are eight bodies', () => {
  assert.deepEqual(Object.keys(v2Bodies).toSorted(), files.toSorted())
})

/** Parsing with the schemas above puts keys into their order, which is that of published bodies. */
function assertShape(file: V2File, body: unknown): void {
  assert.equal(JSON.stringify(body), JSON.stringify(schemas[file].parse(body)), file)
}

test('each body has exactly the keys of published bodies, in their order', () => {
  const many = [
    busySnapshot({ maintenances: maintenanceStatuses.map((status, index) => maintenance(index + 1, status)) }),
    snapshotOf([]),
    snapshotOf([component(1, 'operational')]),
    grouped(),
  ]
  for (const snapshot of many) {
    for (const file of files) assertShape(file, bodiesOf(snapshot)[file])
  }
})

/** A group with two members between two components that stand alone, an empty group, and what is not for everybody. */
function grouped(): Snapshot {
  const inGroup = { groupId: 'group0000001' }
  return snapshotOf(
    [
      component(1, 'operational', 'Website'),
      { ...component(3, 'degraded_performance', 'Cards'), ...inGroup },
      { ...component(4, 'operational', 'Bank'), ...inGroup },
      component(5, 'operational', 'Search'),
      { ...component(6, 'major_outage', 'Secret'), hidden: true },
      { ...component(7, 'operational', 'Only in trouble'), onlyShowIfDegraded: true },
      { ...component(8, 'partial_outage', 'In trouble'), onlyShowIfDegraded: true },
    ],
    [
      {
        id: 'report000001',
        title: 'Something',
        impact: 'major',
        affected: ['comp00000006', 'comp00000003'],
        startedAt: at('2026-11-21T09:40:00Z'),
        updates: [
          {
            status: 'investigating',
            body: 'We look.',
            at: at('2026-11-21T09:40:00Z'),
            changes: [
              { id: 'comp00000006', from: 'operational', to: 'major_outage' },
              { id: 'comp00000003', from: 'operational', to: 'degraded_performance' },
            ],
          },
        ],
      },
    ],
    { groups: [group(1, 2, 'Payments'), group(2, 9, 'Empty')] },
  )
}

test('a group comes before its members and lists their ids; members name it, and leaves have no list', () => {
  const { components } = bodiesOf(grouped())['components.json']
  assert.deepEqual(
    components.map((each: any) => [each.name, each.group, each.group_id, each.components]),
    [
      ['Website', false, null, undefined],
      ['Payments', true, null, ['comp00000003', 'comp00000004']],
      ['Cards', false, 'group0000001', undefined],
      ['Bank', false, 'group0000001', undefined],
      ['Search', false, null, undefined],
      ['In trouble', false, null, undefined],
    ],
  )
})

test('what is hidden is in no body, by no name and no id, and does not count', () => {
  const bodies = bodiesOf(grouped())
  const all = JSON.stringify(bodies)
  assert.ok(!all.includes('Secret') && !all.includes('comp00000006'))
  assert.ok(!all.includes('Only in trouble'))
  assert.deepEqual(bodies['status.json'].status, { indicator: 'minor', description: 'Minor Service Outage' })
})

test('windows are upcoming, active or over, and each is in the bodies of its state', () => {
  const maintenances = maintenanceStatuses.map((status, index) => maintenance(index + 1, status))
  const bodies = bodiesOf(busySnapshot({ maintenances }))
  const states = (file: V2File) => bodies[file].scheduled_maintenances.map((each: any) => each.status).toSorted()
  assert.deepEqual(states('scheduled-maintenances/upcoming.json'), ['scheduled'])
  assert.deepEqual(states('scheduled-maintenances/active.json'), ['in_progress', 'verifying'])
  assert.deepEqual(states('summary.json'), ['in_progress', 'scheduled', 'verifying'])
  assert.deepEqual(states('scheduled-maintenances.json'), [...maintenanceStatuses].toSorted())
  const [window] = bodies['scheduled-maintenances/upcoming.json'].scheduled_maintenances
  assert.partialDeepStrictEqual(window, {
    scheduled_for: '2026-11-22T01:00:00.000Z',
    scheduled_until: '2026-11-22T03:00:00.000Z',
    shortlink: 'https://acme.status.example/maintenance/window000001',
    components: [{ id: 'comp00000005', name: 'Reports' }],
  })
})

test('an open report with three updates', () => {
  const { incidents, status } = bodiesOf(busySnapshot())['summary.json']
  assert.equal(incidents.length, 1)
  assert.deepEqual(status, { indicator: 'major', description: 'Partial System Outage' })
  const { incident_updates: updates, components, ...incident } = incidents[0]
  assert.deepEqual(incident, {
    id: 'report000001',
    name: 'Payments fail for some customers',
    status: 'monitoring',
    created_at: '2026-11-21T09:40:00.000Z',
    updated_at: '2026-11-21T10:05:00.123Z',
    monitoring_at: '2026-11-21T10:05:00.123Z',
    resolved_at: null,
    impact: 'critical',
    shortlink: 'https://acme.status.example/reports/report000001',
    started_at: '2026-11-21T09:40:00.000Z',
    page_id: 'page00000001',
    reminder_intervals: null,
  })
  assert.deepEqual(
    updates.map((update: any) => [update.status, update.affected_components]),
    [
      [
        'monitoring',
        [
          { code: 'comp00000002', name: 'API', old_status: 'partial_outage', new_status: 'major_outage' },
          { code: 'comp00000003', name: 'Checkout', old_status: 'operational', new_status: 'degraded_performance' },
        ],
      ],
      ['identified', null],
      [
        'investigating',
        [{ code: 'comp00000002', name: 'API', old_status: 'operational', new_status: 'partial_outage' }],
      ],
    ],
  )
  assert.deepEqual(
    components.map((each: any) => [each.id, each.description, each.start_date]),
    [
      ['comp00000002', 'REST and webhooks', '2026-01-02'],
      ['comp00000003', null, '2026-01-02'],
    ],
  )
})

test('of 51 reports the 50 most recent are listed, and all open ones are in the summary', () => {
  const stories = Array.from({ length: 51 }, (_, index): Story => {
    const started = new Date(Date.UTC(2026, 0, 1, index))
    const status = index === 0 ? ('identified' as const) : ('resolved' as const)
    return {
      id: `report${String(index).padStart(6, '0')}`,
      title: 'x',
      startedAt: started,
      updates: [{ status, body: 'x', at: started }],
    }
  })
  const bodies = bodiesOf(snapshotOf([], stories))
  assert.equal(bodies['incidents.json'].incidents.length, 50)
  assert.equal(bodies['incidents.json'].incidents[0].id, 'report000050')
  assert.deepEqual(
    bodies['summary.json'].incidents.map((each: any) => each.id),
    ['report000000'],
  )
})

const anyStory = fc.record({
  impact: fc.constantFrom(...impacts),
  affected: fc.uniqueArray(fc.constantFrom('comp00000001', 'comp00000002', 'comp00000003'), { maxLength: 3 }),
  updates: fc.array(fc.record({ status: fc.constantFrom(...reportStatuses), body: fc.string({ unit: 'grapheme' }) }), {
    minLength: 1,
    maxLength: 4,
  }),
})

test('whatever the page holds, the bodies keep their shape and agree with each other', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...componentStatuses), { maxLength: 3 }),
      fc.array(anyStory, { maxLength: 4 }),
      (statuses, drafts) => {
        const components = statuses.map((status, index) => component(index + 1, status))
        const stories = drafts.map(({ impact, affected, updates }, n): Story => {
          const started = new Date(Date.UTC(2026, 10, 20, n))
          return {
            id: `report00000${n}`,
            title: `Report ${n}`,
            impact,
            affected: affected.filter((id) => components.some((each) => each.id === id)),
            startedAt: started,
            updates: updates.map((update, index) => ({ ...update, at: new Date(started.getTime() + index * 60_000) })),
          }
        })
        const bodies = bodiesOf(snapshotOf(components, stories))
        for (const file of files) assertShape(file, bodies[file])
        const summary = bodies['summary.json']
        for (const file of files) assert.deepEqual(bodies[file].page, summary.page)
        assert.deepEqual(summary.components, bodies['components.json'].components)
        assert.deepEqual(summary.status, bodies['status.json'].status)
        assert.deepEqual(summary.incidents, bodies['incidents/unresolved.json'].incidents)
        assert.deepEqual(
          summary.incidents,
          bodies['incidents.json'].incidents.filter((each: any) => !['resolved', 'postmortem'].includes(each.status)),
        )
        for (const incident of bodies['incidents.json'].incidents) assert.equal(incident.page_id, summary.page.id)
      },
    ),
  )
})

/** The acceptance rules of readers in the field, written anew (reference/statuspage-api.md §6). */
test('strict readers accept every body', () => {
  const bodies = bodiesOf(busySnapshot({ takenAt: at('2026-11-21T10:42:00Z') }))
  for (const file of files) {
    const { page } = bodies[file]
    assert.ok(page.id && page.time_zone && URL.canParse(page.url) && /(Z|[+-]\d\d:\d\d)$/.test(page.updated_at))
    assert.ok(Buffer.byteLength(JSON.stringify(bodies[file])) < 2 * 1024 * 1024)
  }
  for (const incident of bodies['summary.json'].incidents) assert.ok(URL.canParse(incident.shortlink))
  for (const each of bodies['components.json'].components) {
    assert.equal(typeof each.position, 'number')
    assert.equal(each.page_id, bodies['components.json'].page.id)
  }
})
