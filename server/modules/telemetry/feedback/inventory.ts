import { inventory } from '#platform/inventory'

const ages = [{ from: 'received_at', after: { setting: 'payload' }, what: 'what people said about errors' }] as const

export default inventory(
  { category: 'C13', purposes: { incidents: 'contract' }, retention: { endsWith: 'workspace', ages } },
  [
    {
      place: 'feedback',
      fields: ['id', 'workspace_id', 'project_id', 'event_id', 'received_at', 'release', 'environment', 'trace_id'],
    },
    {
      // Somebody who used a customer's program and is no user of ours.
      place: 'feedback',
      source: 'partner',
      fields: ['name', 'email', 'message', 'url', 'digest'],
      subject: [{ address: 'email' }],
      erase: 'workspaceDecides',
    },
  ],
)
