import { inventory } from '#platform/inventory'
import { checkInventory } from './engine/inventory.ts'
import { probeInventory } from './probes/inventory.ts'

export default inventory({ category: 'C14', purposes: { incidents: 'contract' } }, [
  ...checkInventory,
  ...probeInventory,
  {
    place: 'monitors',
    fields: [
      ...['id', 'workspace_id', 'project_id', 'slug', 'name', 'schedule', 'margin_minutes', 'max_run_minutes'],
      ...['failures_to_open', 'successes_to_resolve', 'paused_at', 'created_at', 'updated_at'],
      ...['type', 'spec', 'target', 'interval_seconds', 'timeout_ms', 'retry_seconds', 'slow_to_show', 'quorum'],
      ...['places', 'group_name', 'labels'],
    ],
  },
  { place: 'monitors', fields: ['secrets'], encrypted: 'envelope', export: 'fact' },
  {
    place: 'monitor_environments',
    fields: [
      ...['workspace_id', 'monitor_id', 'environment', 'state', 'failures_in_row', 'successes_in_row'],
      ...['last_check_in_at', 'expected_at', 'due_at', 'failing_since'],
    ],
    partOf: [{ by: 'monitor_id', of: 'monitors' }],
  },
  {
    place: 'check_ins',
    fields: [
      ...['id', 'workspace_id', 'monitor_id', 'environment', 'reference', 'state', 'started_at', 'finished_at'],
      ...['duration_ms', 'expected_at', 'times_out_at', 'release', 'trace_id'],
    ],
    partOf: [{ by: 'monitor_id', of: 'monitors' }],
    retention: {
      endsWith: 'workspace',
      ages: [{ from: 'started_at', after: { setting: 'eventRecordDays' }, what: 'check-ins of monitors' }],
    },
  },
  {
    category: '-',
    place: 'monitor_watch',
    fields: ['id', 'watched_until'],
    purposes: { reliability: 'contract' },
    retention: { endsWith: 'installation' },
    export: 'no',
  },
])
