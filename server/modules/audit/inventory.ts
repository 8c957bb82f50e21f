import { inventory } from '#platform/inventory'

/** Entries go together, at a signed checkpoint, so that what remains can be verified. */
const retention = {
  endsWith: 'workspace',
  ages: [{ from: 'at', after: { setting: 'auditDays' }, sweptBy: 'module' }],
} as const
const withEntry = { endsWith: 'row' } as const

export default inventory(
  {
    category: 'C26',
    purposes: { security: 'legitimateInterest', compliance: 'legitimateInterest' },
    retention: withEntry,
  },
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
      retention,
      subject: [{ own: 'audit' }],
      erase: { keep: 'the reference is all that is left, and nothing says whose it was', until: 'the entry ends' },
    },
    {
      place: 'audit_changes',
      fields: ['workspace_id', 'number', 'salt', 'before', 'after'],
      subject: [{ own: 'audit' }],
    },
    {
      place: 'audit_people',
      fields: ['workspace_id', 'reference', 'salt', 'actor_kind', 'actor_id', 'name'],
      subject: [{ own: 'audit' }],
    },
    {
      place: 'audit_origins',
      fields: ['workspace_id', 'number', 'salt', 'remote_address', 'user_agent'],
      subject: [{ own: 'audit' }],
    },
    { place: 'audit_heads', fields: ['workspace_id', 'number', 'hash'], retention: { endsWith: 'workspace' } },
    {
      place: 'audit_checkpoints',
      fields: ['workspace_id', 'number', 'hash', 'at', 'public_key', 'key_id', 'signature'],
    },
  ],
)
