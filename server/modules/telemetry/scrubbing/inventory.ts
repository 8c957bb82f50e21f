import { inventory } from '#platform/inventory'

export default inventory({ role: 'controller' }, [
  {
    category: 'C08',
    place: 'scrubbing_settings',
    fields: ['workspace_id', 'scope', 'use_defaults', 'rules', 'updated_at'],
    partOf: [{ by: 'scope', of: 'projects' }],
  },
  { place: 'scrubbing_keys', fields: ['workspace_id', 'id', 'created_at'], export: 'no' },
  {
    // Whoever has it could find out by trying what a hash stands for.
    place: 'scrubbing_keys',
    fields: ['hash_key'],
    encrypted: 'envelope',
    export: 'no',
  },
])
