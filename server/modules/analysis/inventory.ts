import { inventory } from '#platform/inventory'

export default inventory({ category: 'C15', purposes: { analysis: 'contract' } }, [
  {
    place: 'analyses',
    fields: [
      ...['id', 'workspace_id', 'incident_id', 'source', 'digest', 'version', 'state', 'reason'],
      ...['created_at', 'finished_at', 'mark', 'marked_at', 'model', 'tokens'],
    ],
    partOf: [{ by: 'incident_id', of: 'incidents' }],
  },
  {
    // Made from events, it may name whom they concerned.
    place: 'analyses',
    fields: ['material', 'result', 'sent'],
    source: 'partner',
    retention: {
      endsWith: 'workspace',
      ages: [
        { from: 'created_at', after: { setting: 'payload' }, prune: true, what: 'what an analysis says and rests on' },
      ],
    },
    erase: 'workspaceDecides',
  },
  { place: 'analyses', fields: ['marked_by'], subject: [{ userId: 'marked_by' }], erase: 'anonymise' },
  {
    place: 'analysis_settings',
    fields: [
      ...['workspace_id', 'enabled', 'provider', 'base_url', 'model', 'evidence'],
      ...['minimum_events', 'monthly_calls', 'monthly_tokens', 'updated_at'],
    ],
  },
  { place: 'analysis_settings', fields: ['api_key'], encrypted: 'envelope', export: 'no' },
  {
    category: 'C11',
    place: 'analysis_usage',
    fields: ['workspace_id', 'month', 'calls', 'tokens'],
    role: 'controller',
    retention: { endsWith: 'workspace', ages: [{ from: 'month', after: { setting: 'usageDays' } }] },
  },
])
