import { inventory } from '#platform/inventory'

export default inventory({ role: 'controller', retention: { endsWith: 'installation' }, export: 'no' }, [
  {
    place: 'policy_versions',
    fields: ['version', 'profile', 'facts', 'announced_at', 'effective_at'],
    purposes: { compliance: { law: 'GDPR Art. 5 (2)' } },
  },
])
