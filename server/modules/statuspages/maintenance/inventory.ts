import { inventory } from '#platform/inventory'

/** What the public is told of planned work: as pages and reports, for as long as the workspace is there. */
export default inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  {
    place: 'maintenance_series',
    fields: [
      ...['id', 'workspace_id', 'page_id', 'title', 'body', 'time_zone', 'starts_local', 'duration_minutes', 'rule'],
      ...['verify_minutes', 'remind_minutes', 'tells_start', 'tells_end', 'sets_components', 'planned_through'],
      ...['plan_at', 'ended_at', 'created_at', 'updated_at'],
    ],
  },
  { place: 'maintenance_series_components', fields: ['workspace_id', 'series_id', 'component_id'] },
  {
    place: 'maintenance_series_monitors',
    fields: ['workspace_id', 'series_id', 'monitor_id'],
    partOf: [{ by: 'monitor_id', of: 'monitors' }],
  },
  {
    place: 'maintenances',
    fields: [
      ...['id', 'workspace_id', 'page_id', 'series_id', 'occurrence', 'title', 'body', 'status', 'scheduled_for'],
      ...['scheduled_until', 'time_zone', 'verify_minutes', 'remind_minutes', 'tells_start', 'tells_end'],
      ...['sets_components', 'planned_at', 'reminded_at', 'started_at', 'completed_at', 'cancelled_at', 'next_at'],
      ...['created_at', 'updated_at', 'update_count'],
    ],
  },
  { place: 'maintenance_components', fields: ['workspace_id', 'maintenance_id', 'component_id'] },
  {
    place: 'maintenance_monitors',
    fields: ['workspace_id', 'maintenance_id', 'monitor_id'],
    partOf: [{ by: 'monitor_id', of: 'monitors' }],
  },
  {
    place: 'maintenance_updates',
    fields: ['id', 'workspace_id', 'maintenance_id', 'number', 'kind', 'status', 'body', 'notified', 'created_at'],
  },
])
