import { inventory } from '#platform/inventory'

const logs = {
  category: 'C13',
  store: 'columns',
  place: 'logs',
  purposes: { incidents: 'contract' },
  retention: {
    endsWith: 'workspace',
    ages: [{ from: 'received_at', after: { setting: 'payload' }, what: 'log lines' }],
  },
} as const

export default inventory({}, [
  {
    ...logs,
    fields: [
      'workspace_id',
      'project_id',
      'occurred_at',
      'log_id',
      'received_at',
      'level',
      'service',
      'release',
      'environment',
      'host',
      'logger',
      'template_id',
      'trace_id',
      'span_id',
    ],
  },
  {
    // Whom a line concerns is a person of the customer's and no user of ours; its text may name anyone.
    ...logs,
    source: 'partner',
    fields: ['user_id', 'user_email', 'user_name', 'user_address', 'body', 'attributes'],
    subject: [{ address: 'user_email' }],
    erase: 'workspaceDecides',
  },
])
