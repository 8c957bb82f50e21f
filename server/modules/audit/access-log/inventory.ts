import { inventory } from '#platform/inventory'

export const accessLogInventory = inventory({}, [
  {
    category: 'C25',
    store: 'columns',
    place: 'api_requests',
    fields: [
      'workspace_id',
      'key_id',
      'at',
      'id',
      'method',
      'path',
      'operation',
      'status',
      'duration_ms',
      'remote_address',
      'user_agent',
    ],
    subject: [{ own: 'accessLog' }],
    purposes: { operations: 'legitimateInterest', security: 'legitimateInterest' },
    retention: { endsWith: 'workspace', ages: [{ from: 'at', after: { setting: 'apiLogDays' } }] },
    erase: 'anonymise',
  },
])
