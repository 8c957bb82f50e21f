import { inventory } from '#platform/inventory'

export default inventory({ category: 'C13', source: 'partner', purposes: { incidents: 'contract' } }, [
  {
    // What logs of a customer's program have in common; a name that all of them have stays in it.
    place: 'log_templates',
    fields: [
      'workspace_id',
      'project_id',
      'id',
      'number',
      'version',
      'source',
      'pattern',
      'merged_into',
      'line_count',
      'first_seen_at',
      'last_seen_at',
    ],
    retention: {
      endsWith: 'workspace',
      ages: [
        {
          from: 'last_seen_at',
          after: { setting: 'payload' },
          what: 'templates of log lines that were not seen again',
        },
      ],
    },
    erase: 'workspaceDecides',
  },
])
