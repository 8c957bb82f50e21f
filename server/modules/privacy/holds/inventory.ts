import { inventory } from '#platform/inventory'

const duty = { compliance: { law: 'GDPR Art. 17 (3) (b), (e)' } } as const
const register = {
  category: 'C32',
  role: 'controller',
  purposes: duty,
} as const

/** References to those who ran the installation: they say nothing once their user is gone. */
const asProof = {
  keep: 'GDPR Art. 5 (2): who ordered it; the reference says nothing once its user is gone',
  until: 'the entry ends',
}
const afterRelease = {
  endsWith: 'installation',
  ages: [{ from: 'released_at', after: { setting: 'requestProofYears' } }],
  note: 'as long as the hold lasts',
} as const
const afterTelling = {
  endsWith: 'installation',
  ages: [{ from: 'told_at', after: { setting: 'requestProofYears' } }],
} as const

export default inventory(register, [
  {
    place: 'legal_holds',
    fields: [
      'id',
      'workspace_id',
      'user_id',
      'address',
      'categories',
      'reason',
      'owner',
      'review_on',
      'created_at',
      'reminded_for',
      'released_at',
      'release_reason',
    ],
    subject: [{ userId: 'user_id' }, { address: 'address' }],
    retention: afterRelease,
    erase: { keep: 'GDPR Art. 17 (3) (e): the reason why something else is kept', until: 'the hold is released' },
  },
  {
    place: 'legal_holds',
    fields: ['created_by', 'released_by'],
    subject: [{ userId: 'created_by' }, { userId: 'released_by' }],
    retention: afterRelease,
    erase: asProof,
  },
  {
    place: 'legal_requests',
    fields: [
      'id',
      'workspace_id',
      'authority',
      'reference',
      'asked',
      'received_at',
      'recorded_at',
      'gag_until',
      'gag_ground',
      'told_at',
    ],
    source: 'partner',
    retention: afterTelling,
    export: 'no',
    exportNote: 'the register of the operator; the owners of the workspace are told by mail',
  },
  {
    place: 'legal_requests',
    fields: ['recorded_by'],
    subject: [{ userId: 'recorded_by' }],
    retention: afterTelling,
    erase: asProof,
    export: 'no',
    exportNote: 'the register of the operator; the owners of the workspace are told by mail',
  },
  {
    place: 'legal_request_notices',
    fields: ['request_id', 'user_id', 'created_at', 'sent_at'],
    subject: [{ userId: 'user_id' }],
    retention: { endsWith: 'row' },
    erase: asProof,
  },
])
