import { inventory } from '#platform/inventory'

export default inventory({}, [
  {
    // Words of title, message and exceptions once more, in lower case, for the index.
    category: 'C13',
    store: 'columns',
    place: 'events',
    fields: ['search_text'],
    source: 'partner',
    purposes: { incidents: 'contract' },
    retention: {
      endsWith: 'workspace',
      ages: [
        {
          from: 'received_at',
          after: { setting: 'payload' },
          prune: true,
          // In the same words as the payload's own rule: it is the same one.
          what: 'stacks, breadcrumbs, attributes and users of events',
        },
      ],
    },
    subject: [{ address: 'user_email' }],
    erase: 'workspaceDecides',
    export: 'no',
    exportNote: 'it is made of the title, the message and the exceptions, which are exported',
  },
])
