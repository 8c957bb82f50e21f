import { inventory } from '#platform/inventory'

const proof = { law: 'GDPR Art. 12 (3), 15, 20' } as const

const common = [
  'id',
  'state',
  'created_at',
  'moved_at',
  'ready_at',
  'expires_at',
  'policy_version',
  'planned_rows',
  'done_rows',
  'size_bytes',
  'attempts',
]

/** That there was one can be seen for a while after it has expired. */
const ages = [{ from: 'expires_at', after: { days: 30 }, sweptBy: 'module' }] as const

export default inventory({ category: 'C31' }, [
  {
    place: 'person_exports',
    fields: [...common, 'user_id', 'address'],
    role: 'controller',
    subject: [{ userId: 'user_id' }, { address: 'address' }],
    purposes: { compliance: proof },
    retention: { endsWith: 'person', ages },
  },
  {
    place: 'workspace_exports',
    fields: [...common, 'workspace_id', 'plan', 'position'],
    purposes: { service: 'contract' },
    retention: { endsWith: 'workspace', ages },
    export: 'no',
    exportNote: 'the state of an export, which is a copy of the rest',
  },
  {
    place: 'workspace_exports',
    fields: ['requested_by'],
    subject: [{ userId: 'requested_by' }],
    purposes: { service: 'contract' },
    retention: { endsWith: 'workspace', ages },
    erase: 'anonymise',
  },
  {
    place: 'workspace_imports',
    fields: ['workspace_id', 'imported_at', 'exported_at', 'policy_version', 'profile', 'digest'],
    role: 'controller',
    purposes: { proof: { law: 'GDPR Art. 5 (2)' } },
    export: 'no',
    exportNote: 'where the workspace came from, which the next bundle says anew',
  },
  {
    store: 'blobs',
    place: 'export',
    fields: ['content'],
    purposes: { compliance: proof },
    retention: { endsWith: 'workspace', note: 'seven days after it was ready' },
    export: 'no',
    exportNote: 'an export, which is a copy of the rest',
  },
])
