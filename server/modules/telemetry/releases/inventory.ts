import { inventory } from '#platform/inventory'

const deploys = {
  place: 'deploys',
  retention: {
    endsWith: 'workspace',
    ages: [{ from: 'deployed_at', after: { setting: 'eventRecordDays' }, what: 'deploys' }],
  },
} as const

/** What is told of sessions goes with the payload of the project's events: it is of no use beyond. */
const sessions = {
  category: 'C13',
  store: 'columns',
  retention: {
    endsWith: 'workspace',
    ages: [{ from: 'received_at', after: { setting: 'payload' }, what: 'sessions, for the health of releases' }],
  },
} as const

export default inventory({ category: 'C14', purposes: { incidents: 'contract', analysis: 'contract' } }, [
  {
    place: 'releases',
    fields: [
      'workspace_id',
      'project_id',
      'version',
      'first_seen_at',
      'last_seen_at',
      'created_at',
      'announced_at',
      'url',
    ],
    retention: {
      endsWith: 'workspace',
      ages: [
        {
          from: 'last_seen_at',
          after: { setting: 'eventRecordDays' },
          what: 'releases of which nothing was heard any more',
        },
      ],
    },
  },
  {
    ...deploys,
    fields: ['id', 'workspace_id', 'project_id', 'version', 'environment', 'deployed_at', 'url', 'created_at'],
  },
  // Free text of the customer's own repository; it may name who wrote the change.
  { ...deploys, fields: ['commits'], source: 'partner', erase: 'workspaceDecides' },
  { ...deploys, fields: ['created_by'], subject: [{ userId: 'created_by' }], erase: 'anonymise' },
  {
    ...sessions,
    place: 'session_updates',
    fields: [
      'workspace_id',
      'project_id',
      'release',
      'environment',
      'session_id',
      'sequence',
      'started_at',
      'received_at',
      'is_first',
      'status',
      'errors',
      'duration_ms',
    ],
  },
  {
    ...sessions,
    place: 'session_counts',
    fields: [
      'workspace_id',
      'project_id',
      'release',
      'environment',
      'started_at',
      'received_at',
      'exited',
      'errored',
      'abnormal',
      'crashed',
      'unhandled',
    ],
  },
  // A hash with the project's own key: whom it stands for cannot be found from here, so nobody can ask for it.
  { ...sessions, place: 'session_updates', fields: ['user_hash'], source: 'partner' },
  { ...sessions, place: 'session_counts', fields: ['user_hash'], source: 'partner' },
])
