import { sql } from '#platform/database'
import type { Demands } from './demand.fixture.ts'

export const platformDemands: Demands = {
  values: { 'installation_keys.wrapped_key': () => sql`''` },
  madeElsewhere: [
    ...['installation', 'schema_migrations', 'schema_migrations_lock'],
    ...['audit_entries', 'audit_changes', 'audit_people', 'audit_origins', 'audit_heads', 'audit_checkpoints'],
  ],
}
