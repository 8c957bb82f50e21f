import { inventory } from '#platform/inventory'

const accountability = { compliance: { law: 'GDPR Art. 5 (2)' } } as const

export default inventory({ role: 'controller', retention: { endsWith: 'installation' }, export: 'no' }, [
  {
    place: 'policy_versions',
    fields: ['version', 'number', 'profile', 'facts', 'announced_at', 'effective_at'],
    purposes: accountability,
  },
  {
    category: 'C30',
    place: 'policy_versions',
    fields: ['announced_by'],
    subject: [{ userId: 'announced_by' }],
    purposes: accountability,
    erase: 'anonymise',
    exportNote: 'who announced a version of the policy, as one of those who run the installation',
  },
  {
    category: 'C30',
    place: 'policy_notices',
    fields: ['version', 'user_id', 'created_at', 'sent_at'],
    subject: [{ userId: 'user_id' }],
    purposes: { proof: { law: 'GDPR Art. 5 (2)' }, compliance: { law: 'GDPR Art. 5 (2)' } },
    retention: { endsWith: 'person', ages: [{ from: 'created_at', after: { setting: 'consentProofYears' } }] },
    export: 'yes',
  },
])
