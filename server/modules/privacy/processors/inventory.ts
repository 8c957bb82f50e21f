import { inventory } from '#platform/inventory'

export default inventory({ role: 'controller', export: 'no' }, [
  {
    category: 'C33',
    place: 'egress_contacts',
    fields: [
      ...['recipient_kind', 'recipient_id', 'host', 'purpose', 'outcome', 'day', 'count', 'first_at', 'last_at'],
    ],
    purposes: { reliability: 'legitimateInterest', compliance: { law: 'GDPR Art. 5 (2)' } },
    retention: { endsWith: 'installation', ages: [{ from: 'last_at', after: { setting: 'ownTelemetryDays' } }] },
  },
])
