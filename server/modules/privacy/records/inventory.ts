import { inventory } from '#platform/inventory'

const shared = {
  category: 'C31',
  place: 'evidence_records',
  role: 'controller',
  purposes: { compliance: { law: 'GDPR Art. 5 (2)' }, proof: { law: 'GDPR Art. 5 (2)' } },
  retention: { endsWith: 'installation', ages: [{ from: 'valid_until', after: { setting: 'requestProofYears' } }] },
} as const

export default inventory(shared, [
  {
    ...shared,
    fields: [
      ...['id', 'kind', 'about', 'what', 'happened_on', 'done_by', 'valid_until', 'document_sha256', 'reference'],
      ...['recorded_at', 'withdrawn_at', 'withdrawn_reason'],
    ],
    export: 'no',
  },
  {
    ...shared,
    fields: ['recorded_by', 'withdrawn_by'],
    subject: [{ userId: 'recorded_by' }, { userId: 'withdrawn_by' }],
    erase: 'anonymise',
  },
])
