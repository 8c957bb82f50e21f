import { inventory } from '#platform/inventory'

const days = 30

export default inventory({ category: 'C14', purposes: { incidents: 'contract', analysis: 'contract' } }, [
  {
    place: 'incidents',
    fields: [
      ...['id', 'workspace_id', 'number', 'project_id', 'kind', 'level', 'title', 'culprit', 'status', 'event_count'],
      ...['first_seen_at', 'last_seen_at', 'first_release', 'last_release', 'environments', 'opened_at'],
      ...['acknowledged_at', 'muted_at', 'mute', 'mute_until', 'resolved_at', 'fixed_in', 'fixed_after'],
      ...['regressed_at', 'regression_count', 'escalated_at', 'hour_at', 'hour_count', 'hour_limit'],
      ...['severity', 'merged_into', 'merged_at', 'grouping'],
    ],
  },
  {
    place: 'incidents',
    fields: ['acknowledged_by', 'muted_by', 'resolved_by', 'owner_id', 'severity_set_by', 'merged_by'],
    subject: [
      { userId: 'acknowledged_by' },
      { userId: 'muted_by' },
      { userId: 'resolved_by' },
      { userId: 'owner_id' },
      { userId: 'severity_set_by' },
      { userId: 'merged_by' },
    ],
    erase: 'anonymise',
  },
  {
    place: 'incident_keys',
    fields: [
      ...['workspace_id', 'project_id', 'key', 'incident_id', 'home_incident_id', 'cause', 'since', 'level'],
      ...['event_count', 'first_seen_at', 'last_seen_at', 'first_release', 'last_release', 'environments'],
    ],
  },
  { place: 'incident_keys', fields: ['moved_by'], subject: [{ userId: 'moved_by' }], erase: 'anonymise' },
  {
    place: 'incident_key_origins',
    fields: ['workspace_id', 'project_id', 'key', 'kind', 'title', 'culprit', 'grouping'],
  },
  {
    place: 'incident_hours',
    fields: ['workspace_id', 'project_id', 'key', 'hour', 'event_count'],
    retention: {
      endsWith: 'workspace',
      ages: [{ from: 'hour', after: { days }, what: 'how often an incident happened in an hour' }],
    },
  },
  { place: 'incident_numbers', fields: ['workspace_id', 'last_number'] },
  {
    place: 'severity_rules',
    fields: ['workspace_id', 'position', 'severity', 'levels', 'environment', 'project_id'],
  },
  {
    place: 'incident_notes',
    fields: ['id', 'workspace_id', 'incident_id', 'created_at', 'updated_at'],
    partOf: [{ by: 'incident_id', of: 'incidents' }],
  },
  {
    // What a member wrote for their workspace: it stays with it, without their name.
    place: 'incident_notes',
    fields: ['created_by', 'text'],
    source: 'subject',
    subject: [{ userId: 'created_by' }],
    erase: 'anonymise',
  },
  {
    place: 'incident_views',
    fields: ['id', 'workspace_id', 'name', 'filter', 'sort', 'created_at', 'updated_at'],
    // A view of one project would show everything without it, or nothing.
    partOf: [{ by: "filter ->> 'projectId'", of: 'projects' }],
  },
  {
    // The pseudonym that takes a person's place can see nothing, so a personal view stays hidden.
    place: 'incident_views',
    fields: ['personal_to', 'created_by'],
    subject: [{ userId: 'personal_to' }, { userId: 'created_by' }],
    erase: 'anonymise',
  },
])
