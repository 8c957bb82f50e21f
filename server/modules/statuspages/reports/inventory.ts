import { inventory } from '#platform/inventory'

export default inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  { place: 'update_revisions', fields: ['workspace_id', 'update_id', 'number', 'body', 'display_at', 'replaced_at'] },
  {
    place: 'update_revisions',
    fields: ['replaced_by'],
    subject: [{ userId: 'replaced_by' }],
    erase: 'anonymise',
  },
  {
    place: 'report_templates',
    fields: [
      ...['id', 'workspace_id', 'page_id', 'name', 'title', 'body', 'status', 'impact', 'components'],
      ...['created_at', 'updated_at'],
    ],
  },
  {
    place: 'scheduled_posts',
    fields: [
      ...['id', 'workspace_id', 'page_id', 'report_id', 'title', 'impact', 'status', 'body', 'components', 'notified'],
      ...['publish_at', 'created_at', 'published_at', 'update_id', 'failed_at', 'failure'],
    ],
  },
  { place: 'scheduled_posts', fields: ['created_by'], subject: [{ userId: 'created_by' }], erase: 'anonymise' },
  {
    place: 'proposal_rules',
    fields: ['id', 'workspace_id', 'page_id', 'project_id', 'severities', 'components', 'created_at'],
  },
  {
    place: 'report_proposals',
    fields: [
      ...['id', 'workspace_id', 'page_id', 'incident_id', 'report_id', 'source', 'rule_id', 'analysis_id'],
      ...['confidence', 'title', 'status', 'body', 'components', 'created_at', 'decided_at', 'decision'],
    ],
    partOf: [{ by: 'incident_id', of: 'incidents' }],
  },
  { place: 'report_proposals', fields: ['decided_by'], subject: [{ userId: 'decided_by' }], erase: 'anonymise' },
])
