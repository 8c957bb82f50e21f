import { inventory } from '#platform/inventory'

export default inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  {
    place: 'page_exports',
    fields: [
      ...['workspace_id', 'page_id', 'endpoint', 'region', 'bucket', 'prefix', 'addressing', 'access_key_id'],
      ...['created_at', 'updated_at', 'ended_at', 'not_before', 'leased_until', 'exported_at', 'page_updated_at'],
      ...['failing_since', 'problem'],
    ],
  },
  // Whoever has it may write into the bucket; it is nobody's own.
  { place: 'page_exports', fields: ['secret_access_key'], encrypted: 'envelope', export: 'fact' },
  { place: 'page_export_objects', fields: ['workspace_id', 'page_id', 'path', 'digest', 'put_at'] },
])
