import { inventory } from '#platform/inventory'
import subscriberInventory from './subscribers/inventory.ts'
import reportInventory from './reports/inventory.ts'
import accessInventory from './access/inventory.ts'
import exportInventory from './exports/inventory.ts'
import followingInventory from './following/inventory.ts'
import hostInventory from './domains/inventory.ts'
import maintenanceInventory from './maintenance/inventory.ts'
import lookInventory from './look/inventory.ts'
import keptPages from './public/inventory.ts'
import suspensionInventory from './suspensions/inventory.ts'
import components from './components/inventory.ts'
import uptime from './uptime/inventory.ts'

const pages = inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  {
    place: 'status_pages',
    fields: ['id', 'workspace_id', 'slug', 'name', 'description', 'time_zone', 'created_at', 'updated_at'],
  },
  {
    place: 'status_reports',
    fields: [
      'id',
      'workspace_id',
      'page_id',
      'incident_id',
      'title',
      'impact',
      'impact_given',
      'status',
      'started_at',
      'monitoring_at',
      'resolved_at',
      'created_at',
      'updated_at',
      'update_count',
      'backfilled',
    ],
    // What the public was told stays.
    partOf: [{ by: 'incident_id', of: 'incidents', clears: true }],
  },
  { place: 'report_components', fields: ['workspace_id', 'report_id', 'component_id', 'status'] },
  {
    place: 'report_updates',
    fields: [
      ...['id', 'workspace_id', 'report_id', 'number', 'status', 'body', 'notified', 'created_at'],
      ...['display_at', 'corrected_at'],
    ],
  },
  {
    place: 'update_components',
    fields: ['workspace_id', 'update_id', 'component_id', 'name', 'old_status', 'new_status'],
  },
])

export default [
  ...lookInventory,
  ...accessInventory,
  ...hostInventory,
  ...exportInventory,
  ...suspensionInventory,
  ...keptPages,
  ...pages,
  ...reportInventory,
  ...maintenanceInventory,
  ...components,
  ...followingInventory,
  ...uptime,
  ...subscriberInventory,
]
