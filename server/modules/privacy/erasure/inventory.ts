import { inventory } from '#platform/inventory'

const law = { law: 'GDPR Art. 5 (2)' }
const proof = {
  endsWith: 'installation',
  ages: [{ from: 'finished_at', after: { setting: 'requestProofYears' } }],
} as const

export default inventory({ category: 'C31', role: 'controller', purposes: { compliance: law }, export: 'no' }, [
  {
    place: 'erasures',
    fields: [
      'id',
      'kind',
      'reason',
      'user_id',
      'address',
      'workspace_id',
      'pseudonym',
      'report_id',
      'policy_version',
      'requested_at',
      'restorable_until',
      'due_at',
      'delete_by',
      'started_at',
      'restored_at',
      'finished_at',
    ],
    subject: [{ userId: 'user_id' }, { address: 'address' }],
    retention: {
      ...proof,
      ages: [...proof.ages, { from: 'restored_at', after: { setting: 'requestProofYears' } }],
      note: 'whom it is about is forgotten when it is done',
    },
    erase: 'anonymise',
    clears: ['address', 'pseudonym'],
  },
  {
    place: 'erasure_steps',
    fields: ['erasure_id', 'step', 'deleted', 'anonymised', 'kept', 'position', 'held', 'left_to', 'done_at'],
    retention: { endsWith: 'row' },
  },
  {
    place: 'erasure_receipts',
    fields: ['erasure_id', 'made_at', 'content', 'public_key', 'key_id', 'signature', 'mailed_at'],
    purposes: { proof: law },
    retention: { endsWith: 'installation', ages: [{ from: 'made_at', after: { setting: 'requestProofYears' } }] },
  },
  {
    place: 'processor_notices',
    fields: [
      'id',
      'erasure_id',
      'processor_id',
      'processor_name',
      'categories',
      'created_at',
      'told_at',
      'confirmed_at',
      'confirmed_by',
    ],
    subject: [{ userId: 'confirmed_by' }],
    purposes: { compliance: { law: 'GDPR Art. 19' } },
    retention: { endsWith: 'installation', ages: [{ from: 'created_at', after: { setting: 'requestProofYears' } }] },
    erase: 'anonymise',
  },
  {
    place: 'processor_notices',
    fields: ['subject'],
    purposes: { compliance: { law: 'GDPR Art. 19' } },
    retention: {
      endsWith: 'installation',
      ages: [{ from: 'created_at', after: { days: 60 }, prune: true }],
      note: 'until the processor has confirmed',
    },
    encrypted: 'envelope',
  },
  {
    category: 'C34',
    place: 'tombstones',
    fields: ['kind', 'value', 'erased_at'],
    purposes: { compliance: { law: 'GDPR Art. 17' } },
    retention: {
      endsWith: 'installation',
      ages: [{ from: 'erased_at', after: { days: 400 } }],
      note: 'as long as the oldest backup lives',
    },
    encrypted: 'hash',
  },
])
