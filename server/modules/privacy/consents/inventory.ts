import { inventory } from '#platform/inventory'

export default inventory({ category: 'C30', role: 'controller', source: 'subject' }, [
  {
    place: 'consents',
    fields: [
      'id',
      'user_id',
      'purpose',
      'text_version',
      'text_digest',
      'way',
      'given_at',
      'expires_at',
      'withdrawn_at',
      'withdrawn_by',
    ],
    subject: [{ userId: 'user_id' }],
    purposes: { proof: { law: 'GDPR Art. 7 (1)' } },
    retention: {
      endsWith: 'installation',
      ages: [
        { from: 'withdrawn_at', after: { setting: 'consentProofYears' } },
        { from: 'expires_at', after: { setting: 'consentProofYears' } },
      ],
    },
    erase: {
      keep: 'GDPR Art. 7 (1): proof of the consent and of its end; the reference says nothing once its user is gone',
      until: 'the time for proofs of consent is over',
    },
  },
])
