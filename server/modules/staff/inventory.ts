import { inventory } from '#platform/inventory'

const register = {
  category: 'C32',
  purposes: { compliance: { law: 'GDPR Art. 33 (5)' } },
  retention: { endsWith: 'installation' },
  export: 'no',
} as const

/** References to whoever ran the installation, and to whom was told. */
const asProof = {
  keep: 'GDPR Art. 33 (5); the reference says nothing once its user is gone',
  until: 'the register ends',
}

export default inventory({ role: 'controller' }, [
  {
    category: 'C26',
    place: 'staff_grants',
    fields: ['id', 'workspace_id', 'user_id', 'reason', 'opened_at', 'ends_at', 'ended_at', 'entered_at'],
    subject: [{ userId: 'user_id' }],
    purposes: { security: 'legitimateInterest', compliance: 'legitimateInterest' },
    erase: {
      keep: 'who looked into a workspace is for its members to know; no name is in it',
      until: 'the workspace ends',
    },
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
    subject: [{ userId: 'user_id' }],
    erase: asProof,
  },
  {
    ...register,
    place: 'breach_notices',
    fields: ['breach_id', 'user_id', 'act_id', 'created_at', 'sent_at'],
    subject: [{ userId: 'user_id' }],
    erase: asProof,
  },
  { ...register, place: 'breach_reminders', fields: ['breach_id', 'hours', 'created_at'] },
  {
    category: 'C31',
    place: 'minor_reports',
    fields: ['id', 'email', 'message', 'received_at', 'decision', 'decided_at', 'user_id', 'erased_at'],
    source: 'partner',
    subject: [{ address: 'email' }, { userId: 'user_id' }],
    purposes: { compliance: { law: 'GDPR Art. 8' } },
    retention: {
      endsWith: 'installation',
      ages: [{ from: 'decided_at', after: { setting: 'requestProofYears' } }],
      note: 'who it was is forgotten when the report is decided and done',
    },
    erase: 'anonymise',
    clears: ['message'],
    export: 'no',
  },
  {
    category: 'C31',
    place: 'minor_reports',
    fields: ['decided_by'],
    subject: [{ userId: 'decided_by' }],
    purposes: { compliance: { law: 'GDPR Art. 8' } },
    retention: { endsWith: 'row' },
    erase: 'anonymise',
    export: 'no',
  },
  {
    category: 'C07',
    place: 'staff_signals',
    fields: ['id', 'kind', 'at', 'sender', 'user_id', 'counted', 'action', 'ends_at'],
    subject: [{ userId: 'user_id' }],
    purposes: { security: 'legitimateInterest' },
    retention: { endsWith: 'person', ages: [{ from: 'at', after: { setting: 'signInLogDays' } }] },
    export: 'no',
  },
])
