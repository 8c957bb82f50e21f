import { inventory } from '#platform/inventory'

export default inventory({}, [
  { category: 'C08', place: 'workspaces', fields: ['id', 'slug', 'name', 'created_at'], role: 'controller' },
  {
    category: 'C08',
    place: 'memberships',
    fields: ['workspace_id', 'user_id', 'role', 'joined_at'],
    role: 'controller',
    subject: 'user_id',
  },
  {
    category: 'C08',
    place: 'projects',
    fields: ['id', 'workspace_id', 'number', 'name', 'created_at', 'first_event_at'],
  },
  {
    category: 'C12',
    place: 'ingest_keys',
    fields: ['id', 'workspace_id', 'project_id', 'public_key', 'created_at', 'revoked_at'],
    export: 'fact',
  },
  {
    category: 'C12',
    place: 'api_keys',
    fields: ['id', 'workspace_id', 'name', 'prefix', 'key_hash', 'created_by', 'created_at', 'revoked_at'],
    subject: 'created_by',
    retention: 'until revoked',
    export: 'fact',
    encrypted: 'hash',
  },
])
