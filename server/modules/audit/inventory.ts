import { inventory } from '#platform/inventory'

const year = '365 days'

export default inventory(
  { category: 'C26', purpose: 'security, compliance', basis: 'legitimateInterest', retention: year },
  [
    {
      place: 'audit_entries',
      fields: [
        'workspace_id',
        'number',
        'at',
        'actor_reference',
        'action',
        'target_id',
        'change_digest',
        'origin_digest',
        'previous_hash',
        'hash',
      ],
      erase: { keep: 'the reference is all that is left, and nothing says whose it was' },
    },
    {
      place: 'audit_changes',
      fields: ['workspace_id', 'number', 'salt', 'before', 'after'],
      subject: 'audit_entries.target_id of the same number',
    },
    {
      place: 'audit_people',
      fields: ['workspace_id', 'reference', 'salt', 'actor_kind', 'actor_id', 'name'],
      subject: 'actor_id',
    },
    {
      place: 'audit_origins',
      fields: ['workspace_id', 'number', 'salt', 'remote_address', 'user_agent'],
      subject: 'audit_people.actor_id of the entry of the same number',
    },
    { place: 'audit_heads', fields: ['workspace_id', 'number', 'hash'], retention: 'workspace' },
    {
      place: 'audit_checkpoints',
      fields: ['workspace_id', 'number', 'hash', 'at', 'public_key', 'key_id', 'signature'],
    },
  ],
)
