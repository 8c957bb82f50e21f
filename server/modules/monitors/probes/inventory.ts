import { inventory } from '#platform/inventory'

/** Keys of programs and what is known of them, as of API keys. */
export const probeInventory = inventory({ category: 'C12', purposes: { incidents: 'contract' } }, [
  {
    place: 'probes',
    fields: [
      ...['id', 'workspace_id', 'name', 'key_hash', 'prefix', 'created_at', 'revoked_at', 'last_seen_at', 'version'],
      ...['types', 'clock_offset_ms', 'waiting_results'],
    ],
    retention: {
      endsWith: 'workspace',
      ages: [{ from: 'revoked_at', what: 'probes that were revoked', after: { setting: 'apiLogDays' } }],
    },
    encrypted: 'hash',
  },
  { place: 'probes', fields: ['created_by'], subject: [{ userId: 'created_by' }], erase: 'anonymise' },
])
