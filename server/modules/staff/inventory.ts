import { inventory } from '#platform/inventory'

const register = { category: 'C32', purpose: 'law', basis: 'law', retention: 'installation', export: 'no' } as const

export default inventory({ role: 'controller' }, [
  {
    category: 'C26',
    place: 'staff_grants',
    fields: ['id', 'workspace_id', 'user_id', 'reason', 'opened_at', 'ends_at', 'ended_at', 'entered_at'],
    subject: 'user_id',
    purpose: 'security, compliance',
    basis: 'legitimateInterest',
    erase: { keep: 'the reference of a person who ran the installation; the name is not in it' },
  },
  {
    ...register,
    place: 'breaches',
    fields: [
      'id',
      'title',
      'happened',
      'categories',
      'workspace_ids',
      'noticed_at',
      'opened_at',
      'authority_notified_at',
      'authority_reference',
      'public_note',
      'closed_at',
      'closing_reason',
    ],
  },
  {
    ...register,
    place: 'breach_acts',
    fields: ['id', 'breach_id', 'at', 'user_id', 'type', 'data'],
    subject: 'user_id',
    erase: { keep: 'GDPR Art. 33 (5); the reference says nothing once its user is gone' },
  },
  {
    ...register,
    place: 'breach_notices',
    fields: ['breach_id', 'user_id', 'act_id', 'created_at', 'sent_at'],
    subject: 'user_id',
    erase: { keep: 'proof that the owner was told; the reference says nothing once its user is gone' },
  },
  { ...register, place: 'breach_reminders', fields: ['breach_id', 'hours', 'created_at'] },
  {
    category: 'C31',
    place: 'minor_reports',
    fields: ['id', 'email', 'message', 'received_at', 'decision', 'decided_at', 'decided_by', 'user_id', 'erased_at'],
    subject: 'email, user_id',
    purpose: 'protection of minors',
    basis: 'law',
    retention: 'who it was until the report is decided and done; the rest stays',
    erase: 'anonymise',
    export: 'no',
  },
  {
    category: 'C07',
    place: 'staff_signals',
    fields: ['id', 'kind', 'at', 'sender', 'user_id', 'counted', 'action', 'ends_at'],
    subject: 'user_id',
    purpose: 'security',
    basis: 'legitimateInterest',
    retention: '90 days',
    export: 'no',
  },
])
