import { inventory } from '#platform/inventory'

export default inventory({ role: 'controller' }, [
  {
    category: 'C08',
    place: 'quotas',
    fields: ['workspace_id', 'id', 'scope', 'scope_id', 'category', 'window', 'limit', 'created_at'],
    partOf: [
      { by: 'scope_id', of: 'projects' },
      { by: 'scope_id', of: 'ingest_keys' },
    ],
  },
  {
    category: 'C11',
    place: 'usage_counters',
    fields: ['workspace_id', 'project_id', 'key_id', 'category', 'period', 'starts_on', 'ends_at', 'quantity'],
    // From the end of the period: whatever the policy says, one that still runs is not forgotten.
    retention: { endsWith: 'workspace', ages: [{ from: 'ends_at', after: { setting: 'usageDays' } }] },
  },
  {
    category: 'C08',
    place: 'intake_settings',
    fields: ['workspace_id', 'project_id', 'spike_protection', 'filters', 'updated_at'],
  },
])
