import { analyticsKept } from '#platform/http'
import { inventory } from '#platform/inventory'

export default inventory({ role: 'controller' }, [
  {
    place: 'policy_texts',
    fields: ['version', 'document', 'kept_at'],
    purposes: { compliance: { law: 'GDPR Art. 5 (2)' } },
    retention: { endsWith: 'installation' },
    export: 'no',
  },
  // Only where the profile names a property of Google Analytics and the visitor agreed.
  ...analyticsKept.cookies.map((place) => ({
    ...{ category: 'C29' as const, store: 'cookie' as const, place, fields: ['random number and times'] },
    source: 'usage' as const,
    purposes: { audience: 'consent' as const },
    retention: { endsWith: 'browser' as const, note: '13 months, or until the consent is withdrawn' },
    export: 'no' as const,
  })),
  {
    ...{ category: 'C30', store: 'browserStorage', place: analyticsKept.choice, fields: ['value'] },
    source: 'subject',
    purposes: { proof: { law: 'GDPR Art. 7 (1)' } },
    retention: { endsWith: 'browser', note: 'until the person removes it' },
    export: 'no',
  },
])
