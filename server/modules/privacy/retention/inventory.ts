import { requestLogFields } from '#platform/http'
import { inventory } from '#platform/inventory'

export default inventory({}, [
  {
    category: 'C08',
    place: 'project_retention',
    fields: ['workspace_id', 'project_id', 'payload_days', 'set_at'],
  },
  {
    category: 'C08',
    place: 'workspace_retention',
    fields: [
      'workspace_id',
      'contract',
      'contract_reference',
      'contract_set_at',
      'plan',
      'plan_set_at',
      'former_plan',
      'former_until',
    ],
    role: 'controller',
  },
  {
    category: 'C33',
    place: 'retention_runs',
    fields: ['id', 'rule', 'planned_at', 'started_at', 'finished_at', 'rows', 'lag_seconds', 'overdue', 'failure'],
    role: 'controller',
    purposes: { compliance: { law: 'GDPR Art. 5 (2)' }, reliability: 'legitimateInterest' },
    retention: { endsWith: 'installation', ages: [{ from: 'planned_at', after: { setting: 'ownTelemetryDays' } }] },
    export: 'no',
  },
  {
    category: 'C24',
    store: 'log',
    place: 'requests',
    fields: requestLogFields,
    role: 'controller',
    purposes: { operations: 'legitimateInterest', security: 'legitimateInterest' },
    retention: {
      endsWith: 'installation',
      ages: [{ from: 'time', after: { setting: 'requestLogDays' }, sweptBy: 'module' }],
    },
    erase: { keep: 'nothing in it says whose address it was', until: 'the line ends by its age' },
    export: 'no',
    exportNote: 'nothing in it says whose address it was',
  },
])
