import { sql } from '#platform/database'
import type { Demands } from './demand.fixture.ts'

export const statusPageDemands: Demands = {
  values: {
    'subscribers.address': ({ email }) => sql`${email}`,
    'page_access.kind': () => sql`'password'`,
    'page_access.ranges': () => sql`'{}'::text[]`,
    'page_exports.addressing': () => sql`'path'`,
    'maintenances.scheduled_until': () => sql`now() + interval '1 hour'`,
    // Named as the update that it tells of, which is one of a report.
    'subscriber_tellings.id': () => sql`(select id from report_updates order by ctid desc limit 1)`,
    'subscriber_tellings.report_update_id': () => sql`(select id from report_updates order by ctid desc limit 1)`,
  },
  empty: [
    'subscriber_tellings.maintenance_update_id',
    'subscriber_tellings.component_id',
    'subscriber_tellings.old_status',
    'subscriber_tellings.new_status',
    // The state that it is in.
    'component_states.ended_at',
  ],
  // Of two components, and nothing but their ids.
  madeElsewhere: ['component_needs'],
  besides: [
    ...['status_pages', 'maintenance_series', 'maintenances', 'status_reports', 'component_groups', 'components'],
    'component_followings',
  ],
}
