import { inventory } from '#platform/inventory'

const events = {
  category: 'C13',
  store: 'columns',
  place: 'events',
  purposes: { incidents: 'contract', analysis: 'contract' },
} as const

/** The rest of a row, when its payload is gone. */
const record = {
  endsWith: 'workspace',
  ages: [
    {
      from: 'received_at',
      after: { setting: 'eventRecordDays' },
      what: 'what is left of an event: when, which kind, which incident',
    },
  ],
} as const
const payload = {
  endsWith: 'workspace',
  ages: [
    {
      from: 'received_at',
      after: { setting: 'payload' },
      prune: true,
      what: 'stacks, breadcrumbs, attributes and users of events',
    },
  ],
} as const

export default inventory({}, [
  {
    category: 'C13',
    place: 'event_receipts',
    fields: ['workspace_id', 'project_id', 'event_id', 'received_at'],
    purposes: { incidents: 'contract' },
    retention: {
      endsWith: 'workspace',
      ages: [
        { from: 'received_at', after: { days: 3 }, sweptBy: 'module', what: 'the receipt that an event was counted' },
      ],
    },
    export: 'no',
  },
  {
    place: 'ingest_batches',
    fields: ['id', 'committed_at'],
    purposes: { reliability: 'contract' },
    retention: { endsWith: 'installation', ages: [{ from: 'committed_at', after: { days: 1 }, sweptBy: 'module' }] },
    export: 'no',
  },
  {
    category: 'C11',
    place: 'ingest_outcomes',
    fields: ['workspace_id', 'project_id', 'hour', 'source', 'category', 'reason', 'quantity', 'outcome'],
    role: 'controller',
    retention: { endsWith: 'workspace', ages: [{ from: 'hour', after: { setting: 'usageDays' } }] },
  },
  {
    ...events,
    retention: record,
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
      'times',
      'grouping',
    ],
  },
  {
    // With NATS only: between the answer to the sender and the stores.
    category: 'C13',
    store: 'stream',
    place: 'watchword-events',
    fields: ['workspaceId', 'projectId', 'grouping', 'sizeBytes', 'event'],
    purposes: { delivery: 'contract' },
    retention: { endsWith: 'workspace', note: 'until it is stored' },
    export: 'no',
  },
  {
    // Whom an event concerned is a person of the customer's and no user of ours.
    ...events,
    source: 'partner',
    fields: ['user_id', 'user_email', 'user_name', 'user_address'],
    retention: payload,
    subject: [{ address: 'user_email' }],
    erase: 'workspaceDecides',
  },
  {
    // Free text from a customer's program: it may name anyone.
    ...events,
    source: 'partner',
    fields: ['title', 'culprit', 'host', 'attributes', 'detail'],
    retention: payload,
    subject: [{ address: 'user_email' }],
    erase: 'workspaceDecides',
  },
])
