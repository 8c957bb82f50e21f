import { inventory } from '#platform/inventory'

const proof = {
  endsWith: 'installation',
  ages: [{ from: 'closed_at', after: { setting: 'requestProofYears' } }],
} as const

const desk = { compliance: { law: 'GDPR Art. 12 (3)' }, proof: { law: 'GDPR Art. 5 (2)' } } as const

export default inventory({ category: 'C31', role: 'controller', source: 'subject', purposes: desk }, [
  {
    place: 'privacy_requests',
    fields: [
      'id',
      'type',
      'state',
      'via',
      'user_id',
      'address',
      'message',
      'purposes',
      'country',
      'policy_version',
      'received_at',
      'confirmed_at',
      'verified_at',
      'verification',
      'acknowledge_by',
      'acknowledged_at',
      'due_at',
      'extended_at',
      'closed_at',
    ],
    subject: [{ userId: 'user_id' }, { address: 'address' }],
    retention: {
      endsWith: 'installation',
      ages: [
        ...proof.ages,
        { from: 'received_at', after: { hours: 48 }, where: "state = 'unconfirmed'", sweptBy: 'module' },
      ],
      note: 'address, message and how it was verified are forgotten when the answer was sent',
    },
    erase: 'anonymise',
    clears: ['message', 'verification'],
  },
  {
    place: 'privacy_requests',
    fields: ['answer'],
    subject: [{ userId: 'user_id' }, { address: 'address' }],
    retention: { endsWith: 'row', ages: [{ from: 'closed_at', after: { days: 30 }, prune: true }] },
    erase: 'anonymise',
    clears: ['answer'],
  },
  {
    place: 'privacy_request_acts',
    fields: ['id', 'request_id', 'at', 'user_id', 'type', 'data'],
    source: 'usage',
    subject: [{ userId: 'user_id' }],
    retention: { endsWith: 'row' },
    erase: {
      keep: 'GDPR Art. 5 (2): who answered; the reference says nothing once its user is gone',
      until: 'the request is forgotten',
    },
    export: 'no',
  },
  {
    place: 'privacy_request_reminders',
    fields: ['request_id', 'days_before', 'created_at'],
    source: 'usage',
    retention: { endsWith: 'row' },
    export: 'no',
  },
  {
    place: 'workspace_privacy_requests',
    fields: [
      'id',
      'workspace_id',
      'request_id',
      'type',
      'address',
      'message',
      'received_at',
      'due_at',
      'answered_at',
      'outcome',
      'answer',
    ],
    role: 'processor',
    subject: [{ address: 'address' }],
    retention: {
      endsWith: 'workspace',
      ages: [{ from: 'answered_at', after: { setting: 'requestProofYears' } }],
      note: 'address and message are forgotten when it is answered',
    },
    // Without the address its admins could not do what they were asked for.
    erase: 'workspaceDecides',
  },
  {
    category: '-',
    place: 'workspace_request_reminders',
    fields: ['routed_id', 'point', 'created_at'],
    source: 'usage',
    retention: {
      endsWith: 'installation',
      ages: [{ from: 'created_at', after: { setting: 'requestProofYears' } }],
    },
    export: 'no',
  },
  {
    category: 'C30',
    place: 'processing_limits',
    fields: ['id', 'user_id', 'address_key', 'kind', 'purposes', 'request_id', 'since', 'until'],
    subject: [{ userId: 'user_id' }],
    purposes: { compliance: { law: 'GDPR Art. 18 and 21' } },
    retention: { endsWith: 'installation', ages: [{ from: 'until', after: { setting: 'requestProofYears' } }] },
    erase: {
      keep: 'GDPR Art. 21: an objection goes on holding for the address, of which only a keyed hash is kept',
      until: 'the person takes it back',
    },
    encrypted: 'hash',
  },
  {
    category: 'C30',
    place: 'processing_runs',
    fields: ['id', 'job', 'purpose', 'at', 'done', 'skipped'],
    source: 'usage',
    purposes: { compliance: { law: 'GDPR Art. 5 (2)' } },
    retention: { endsWith: 'installation', ages: [{ from: 'at', after: { setting: 'requestProofYears' } }] },
    export: 'no',
  },
])
