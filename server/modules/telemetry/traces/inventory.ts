import { inventory } from '#platform/inventory'

/** A span says nothing once its content is gone, so the row goes as a whole. */
const spans = {
  category: 'C13',
  store: 'columns',
  place: 'spans',
  purposes: { incidents: 'contract' },
  retention: {
    endsWith: 'workspace',
    ages: [{ from: 'received_at', after: { setting: 'payload' }, what: 'spans of traces' }],
  },
} as const

export default inventory({}, [
  {
    ...spans,
    fields: [
      'workspace_id',
      'project_id',
      'is_entry',
      'started_at',
      'trace_id',
      'span_id',
      'parent_span_id',
      'received_at',
      'duration_micros',
      'operation',
      'kind',
      'status',
      'service',
      'release',
      'environment',
    ],
  },
  {
    // Whom a request concerned is a person of the customer's and no user of ours; the rest is free text from a
    // customer's program and may name anyone.
    ...spans,
    source: 'partner',
    fields: ['user_id', 'user_email', 'name', 'status_message', 'host', 'attributes', 'detail'],
    subject: [{ address: 'user_email' }],
    erase: 'workspaceDecides',
  },
])
