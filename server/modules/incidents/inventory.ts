import { inventory } from '#platform/inventory'

export default inventory({ category: 'C14', purposes: { incidents: 'contract' } }, [
  {
    place: 'incidents',
    fields: [
      'id',
      'workspace_id',
      'number',
      'project_id',
      'kind',
      'level',
      'title',
      'culprit',
      'status',
      'event_count',
      'first_seen_at',
      'last_seen_at',
      'first_release',
      'last_release',
      'environments',
      'opened_at',
      'acknowledged_at',
      'resolved_at',
      'regressed_at',
      'regression_count',
      'grouping',
    ],
  },
  {
    place: 'incidents',
    fields: ['acknowledged_by', 'resolved_by'],
    subject: [{ userId: 'acknowledged_by' }, { userId: 'resolved_by' }],
    erase: 'anonymise',
  },
  { place: 'incident_keys', fields: ['workspace_id', 'project_id', 'key', 'incident_id'] },
  { place: 'incident_numbers', fields: ['workspace_id', 'last_number'] },
])
