/** A page as the Statuspage API shows it. Its ids are new each time, as those of pages of the world are. */
import { newHexKey, newShortId } from '#platform/ids'

const hourMs = 3_600_000

export function statuspageDump(now: Date) {
  const ago = (hours: number): string => new Date(now.getTime() - hours * hourMs).toISOString()
  const id = {
    ...{ page: newShortId(), group: newShortId(), api: newShortId(), web: newShortId(), mail: newShortId() },
    ...{ over: newShortId(), open: newShortId(), past: newShortId(), next: newShortId() },
  }
  const page = {
    ...{ id: id.page, name: `Shop ${newHexKey(6)}`, url: 'https://status.shop.example', time_zone: 'Europe/Berlin' },
    updated_at: ago(1),
  }
  const part = (own: object) => ({
    ...{ status: 'operational', created_at: ago(2_000), updated_at: ago(5), description: null, showcase: true },
    ...{ start_date: null, group_id: null, page_id: id.page, group: false, only_show_if_degraded: false },
    ...own,
  })
  const components = [
    part({ id: id.group, name: 'Europe', position: 1, group: true, components: [id.api, id.web] }),
    part({ id: id.api, name: 'API', position: 2, group_id: id.group, description: 'For programs' }),
    part({ id: id.web, name: 'Website', position: 3, group_id: id.group, status: 'partial_outage' }),
    part({ id: id.mail, name: 'Mail', position: 4 }),
  ]
  const update = (story: string, status: string, hours: number, changes: string[][] = []) => ({
    ...{ id: newShortId(), status, body: `Now ${status}.`, incident_id: story, created_at: ago(hours) },
    ...{ updated_at: ago(hours), display_at: ago(hours), deliver_notifications: true },
    affected_components: changes.length === 0 ? null : changes.map(affected),
  })
  const affected = ([code, name, from, to]: string[]) => ({ code, name, old_status: from, new_status: to })
  const story = (own: object) => ({
    ...{ monitoring_at: null, resolved_at: null, impact: 'minor', page_id: id.page, reminder_intervals: null },
    ...own,
  })
  const incidents = [
    story({
      ...{ id: id.open, name: 'Website is slow', status: 'identified', created_at: ago(5), started_at: ago(5) },
      ...{ updated_at: ago(4), components: [components[2]] },
      incident_updates: [
        update(id.open, 'identified', 4),
        update(id.open, 'investigating', 5, [[id.web, 'Website', 'operational', 'partial_outage']]),
      ],
    }),
    story({
      ...{ id: id.over, name: 'API was down', status: 'postmortem', impact: 'critical', created_at: ago(100) },
      ...{ started_at: ago(100), updated_at: ago(90), resolved_at: ago(97), components: [components[1]] },
      incident_updates: [
        update(id.over, 'postmortem', 90),
        update(id.over, 'resolved', 97, [[id.api, 'API', 'major_outage', 'operational']]),
        update(id.over, 'investigating', 100, [[id.api, 'API', 'operational', 'major_outage']]),
      ],
    }),
  ]
  const window = (own: object) => story({ impact: 'maintenance', components: [components[3]], ...own })
  const maintenances = [
    window({
      ...{ id: id.next, name: 'New disks', status: 'scheduled', created_at: ago(20), updated_at: ago(20) },
      ...{ started_at: ago(-24), scheduled_for: ago(-24), scheduled_until: ago(-26) },
      incident_updates: [update(id.next, 'scheduled', 20)],
    }),
    window({
      ...{ id: id.past, name: 'Old disks', status: 'completed', created_at: ago(60), updated_at: ago(48) },
      ...{ started_at: ago(50), scheduled_for: ago(50), scheduled_until: ago(48), resolved_at: ago(48) },
      incident_updates: [
        update(id.past, 'completed', 48, [[id.mail, 'Mail', 'under_maintenance', 'operational']]),
        update(id.past, 'in_progress', 50, [[id.mail, 'Mail', 'operational', 'under_maintenance']]),
        update(id.past, 'scheduled', 60),
      ],
    }),
  ]
  const document = {
    'summary.json': { page, components, incidents: [incidents[0]], scheduled_maintenances: [maintenances[0]] },
    'components.json': { page, components },
    'incidents.json': { page, incidents },
    'scheduled-maintenances.json': { page, scheduled_maintenances: maintenances },
  }
  return { id, page, components, incidents, maintenances, document, ago }
}
