/**
 * What is promised of deleting a project, proved in every store at once: each table, column store and kind of file that
 * holds something of it holds a text of its own, and after the deletion none is found, while another project of the same
 * workspace has kept everything.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newHexKey } from '#platform/ids'
import { inventory } from './app.ts'
import { fillProject } from './modules/privacy/erasure/fill.fixture.ts'
import { projectPlaces } from './modules/privacy/erasure/projects/places.ts'
import { openHouse } from './modules/staff/house.fixture.ts'
import { findCanariesLeft, type Hit } from './testing/canary.ts'

const places = projectPlaces(inventory)

test('a deleted project leaves nothing of itself in any store, and another one of its workspace keeps all that it has [OPS-41]', async (t) => {
  const at = await openHouse(t, { alone: true })
  const owner = await at.person('Owner')
  const { slug, workspaceId } = await at.workspace(owner)
  const inside = (await at.browser(owner)).inside(slug)
  const make = async () => {
    const { body } = await inside('POST', '/projects', { name: `canary${newHexKey(10)}` })
    const whom = { id: owner.id, email: owner.email, workspaceId, projectId: body.id as string }
    const marks = await fillProject(at.services, inventory, places, whom)
    return { id: body.id as string, slug: body.slug as string, name: body.name as string, marks }
  }
  const [gone, other] = [await make(), await make()]
  const expectPlanted = async (marks: Map<string, string[]>) => {
    // A place may hold several: each is looked for by itself.
    const each = new Map([...marks].flatMap(([place, texts]) => texts.map((text) => [`${place} ${text}`, [text]])))
    const found = new Set((await findCanariesLeft(at.services, each)).map(({ canary }) => canary))
    assert.deepEqual(
      [...each.keys()].filter((place) => !found.has(place)),
      [],
      'planted and not found',
    )
  }
  await expectPlanted(gone.marks)
  await expectPlanted(other.marks)

  const plan = await inside('GET', `/projects/${gone.id}/deletion-plan`)
  assert.equal(plan.status, 200, JSON.stringify(plan.body))
  const { others, ingestKeys, ...one } = plan.body.deleted
  assert.deepEqual(one, { incidents: 1, events: 1, logs: 1, spans: 1, sourceMaps: 1, attachments: 1, monitors: 1 })
  assert.ok(others > 10 && ingestKeys === 2)

  assert.equal((await inside('DELETE', `/projects/${gone.id}`, { slug: gone.slug })).status, 202)
  await at.work()
  at.clock.advance(61_000)
  await at.work()
  assert.deepEqual((await inside('GET', '/project-deletions')).body, { items: [] })

  // An audit entry says which thing it was, by an id that leads nowhere now.
  const isTarget = ({ place }: Hit): boolean => place === 'database: public.audit_entries.target_id'
  assert.deepEqual(
    (await findCanariesLeft(at.services, gone.marks)).filter((hit) => !isTarget(hit)),
    [],
  )
  const named = await findCanariesLeft(
    at.services,
    new Map([
      ['id', [gone.id]],
      ['name', [gone.name]],
    ]),
  )
  // Who deleted what stands in the audit log of the workspace; by the id it is deleted again after a restore; and the
  // installation's log of requests has the path that was asked for.
  const declared =
    /^database: public\.(audit_entries\.target_id|audit_changes\.(before|after)|tombstones\.value)$|^file: log$/
  assert.deepEqual(
    named.filter(({ place }) => !declared.test(place)),
    [],
  )
  await expectPlanted(other.marks)
  const { body } = await inside('GET', '/projects')
  assert.deepEqual(
    body.items.map(({ id }: { id: string }) => id),
    [other.id],
  )
})

/** Nothing of them is of one project; a new table is named here, or says what it is part of. */
const ofTheWorkspace = new Set([
  ...['activities', 'kept_mails', 'audit_entries', 'audit_changes', 'audit_origins', 'audit_people', 'audit_heads'],
  ...['audit_checkpoints', 'vault_keys', 'vault_rotations', 'memberships', 'invitations', 'api_keys', 'installation'],
  ...['workspace_deletions', 'scrubbing_keys', 'incident_numbers', 'analysis_settings', 'analysis_usage'],
  ...['notification_channels', 'status_pages', 'components', 'status_reports', 'report_components', 'report_updates'],
  ...['update_revisions', 'report_templates', 'scheduled_posts'],
  ...['maintenance_series', 'maintenance_series_components', 'maintenances', 'maintenance_components'],
  'maintenance_updates',
  ...['component_groups', 'component_needs', 'component_states', 'component_days', 'uptime_policies'],
  'component_followings',
  ...[
    'update_components',
    'subscribers',
    'subscriber_mails',
    'subscriber_components',
    'subscriber_groups',
    'subscriber_codes',
    'subscriber_settings',
    'subscriber_tellings',
    'staff_grants',
    'workspace_retention',
    'legal_holds',
  ],
  ...['legal_requests', 'workspace_exports', 'workspace_imports', 'erasures', 'workspace_privacy_requests', 'projects'],
  ...['api_requests', 'configurations', 'probes', 'page_looks', 'page_access', 'page_hosts'],
  ...['page_exports', 'page_export_objects', 'page_suspensions'],
  // Their panels may look at several projects; what a snapshot shows of one ends with the snapshot.
  ...['dashboards', 'dashboard_versions', 'dashboard_stars', 'dashboard_links', 'dashboard_snapshots'],
  'dashboard_snapshot_panels',
  // They match labels, whichever project the alerts are of.
  'alert_silences',
  // How many metrics a workspace takes in, and which hours of its metrics are rolled up; the rows of those name projects.
  ...['metric_limits', 'metric_hour_marks', 'metric_made_hours', 'metric_hour_parts'],
])

test('of every table with a workspace it is said whether what is in it belongs to a project', () => {
  const tables = inventory.filter(
    ({ store, fields }) => /^(database|columns)$/.test(store) && fields.includes('workspace_id'),
  )
  const known = new Set([...places.tables.map(({ name }) => name), ...places.columnTables, ...ofTheWorkspace])
  assert.deepEqual(
    [...new Set(tables.map(({ place }) => place))].filter((place) => !known.has(place)),
    [],
  )
  assert.deepEqual(
    places.cleared.map(({ name }) => name),
    ['status_reports'],
  )
  for (const { of } of [...places.tables.flatMap(({ parts }) => parts), ...places.blobs]) {
    assert.ok(of === 'projects' || places.tables.some(({ name }) => name === of), `${of} belongs to no project`)
  }
})
