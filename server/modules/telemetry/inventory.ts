import { inventory } from '#platform/inventory'

const events = {
  category: 'C13',
  store: 'columns',
  place: 'events',
  purpose: 'incidents',
  retention: 'payload.retentionDays',
} as const

export default inventory({}, [
  {
    category: 'C13',
    place: 'event_receipts',
    fields: ['workspace_id', 'project_id', 'event_id', 'received_at'],
    purpose: 'counting each event once',
    retention: '3 days',
    export: 'no',
  },
  { place: 'ingest_batches', fields: ['id', 'committed_at'], purpose: 'recovery', retention: '1 day', export: 'no' },
  {
    category: 'C11',
    place: 'ingest_outcomes',
    fields: ['workspace_id', 'project_id', 'hour', 'source', 'category', 'reason', 'quantity'],
    role: 'controller',
    retention: '90 days',
  },
  {
    ...events,
    fields: [
      'workspace_id',
      'project_id',
      'key',
      'occurred_at',
      'event_id',
      'batch_id',
      'received_at',
      'kind',
      'level',
      'platform',
      'release',
      'environment',
      'service',
      'route',
      'trace_id',
      'span_id',
      'grouping',
    ],
  },
  {
    // With NATS only: between the answer to the sender and the stores.
    category: 'C13',
    store: 'stream',
    place: 'watchword-events',
    fields: ['workspaceId', 'projectId', 'grouping', 'sizeBytes', 'event'],
    purpose: 'delivery',
    retention: 'until stored',
    export: 'no',
  },
  { ...events, fields: ['user_id', 'user_email', 'user_name', 'user_address'], subject: 'user_id, user_email' },
  // Free text from a customer's program: it may name anyone.
  { ...events, fields: ['title', 'culprit', 'host', 'attributes', 'detail'], subject: 'user_id, user_email' },
])
