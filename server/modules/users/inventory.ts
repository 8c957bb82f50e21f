import { inventory } from '#platform/inventory'
import { sessionCookieNames } from './session.ts'

export default inventory({ role: 'controller', subject: 'id', retention: 'account.afterClosure' }, [
  { place: 'installation', fields: ['only_row', 'set_up_at'], subject: null, retention: 'installation', export: 'no' },
  { category: 'C01', place: 'users', fields: ['id', 'email', 'name', 'created_at'], purpose: 'service, security' },
  {
    category: 'C02',
    place: 'users',
    fields: ['password_hash'],
    purpose: 'authentication',
    export: 'no',
    encrypted: 'hash',
  },
  {
    category: 'C07',
    place: 'sessions',
    fields: ['id_hash', 'user_id', 'created_at', 'seen_at', 'remote_address', 'user_agent'],
    subject: 'user_id',
    purpose: 'security',
    basis: 'legitimateInterest',
    retention: 'session life + 30 days',
    encrypted: 'hash',
  },
  ...sessionCookieNames.map((place) => ({
    category: 'C07',
    store: 'cookie' as const,
    place,
    fields: ['session secret'],
    purpose: 'authentication',
    retention: 'session life',
    export: 'no' as const,
  })),
])
