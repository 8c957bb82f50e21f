import { inventory } from '#platform/inventory'

/** What members made for their workspace: it stays with it, without their name. */
const authored = { erase: 'anonymise' } as const

export default inventory({ category: 'C21', purposes: { metrics: 'contract' } }, [
  {
    place: 'dashboards',
    fields: [
      ...['id', 'workspace_id', 'title', 'description', 'tags', 'folder', 'json', 'version'],
      ...['created_at', 'updated_at'],
    ],
  },
  {
    ...authored,
    place: 'dashboards',
    fields: ['created_by', 'updated_by'],
    subject: [{ userId: 'created_by' }, { userId: 'updated_by' }],
  },
  {
    place: 'dashboard_versions',
    fields: ['workspace_id', 'dashboard_id', 'version', 'json', 'size_bytes', 'message', 'created_at'],
    retention: { endsWith: 'workspace', note: 'until fifty newer versions were saved' },
  },
  { ...authored, place: 'dashboard_versions', fields: ['created_by'], subject: [{ userId: 'created_by' }] },
  {
    place: 'dashboard_stars',
    fields: ['workspace_id', 'user_id', 'dashboard_id'],
    source: 'subject',
    subject: [{ userId: 'user_id' }],
    retention: { endsWith: 'person' },
  },
  {
    place: 'dashboard_links',
    fields: [
      ...['id', 'workspace_id', 'dashboard_id', 'name', 'variables', 'longest_range_seconds', 'created_at'],
      'revoked_at',
    ],
    retention: {
      endsWith: 'workspace',
      ages: [{ from: 'revoked_at', after: { days: 30 }, what: 'public links of dashboards that were revoked' }],
    },
  },
  {
    ...authored,
    place: 'dashboard_links',
    fields: ['created_by', 'revoked_by'],
    subject: [{ userId: 'created_by' }, { userId: 'revoked_by' }],
  },
  {
    place: 'dashboard_snapshots',
    fields: [
      ...['id', 'workspace_id', 'dashboard_id', 'name', 'shown', 'variables', 'range_from', 'range_to'],
      ...['created_at', 'expires_at'],
    ],
    retention: {
      endsWith: 'workspace',
      ages: [{ from: 'expires_at', after: { hours: 0 }, what: 'snapshots of dashboards' }],
    },
  },
  { ...authored, place: 'dashboard_snapshots', fields: ['created_by'], subject: [{ userId: 'created_by' }] },
  {
    place: 'dashboard_snapshot_panels',
    fields: ['workspace_id', 'snapshot_id', 'panel_key', 'answer'],
    retention: { endsWith: 'row' },
  },
])
