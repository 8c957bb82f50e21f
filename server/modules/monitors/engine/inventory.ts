import { inventory } from '#platform/inventory'

const ofMonitor = [{ by: 'monitor_id', of: 'monitors' }]

export const checkInventory = inventory({ category: 'C14', purposes: { incidents: 'contract' } }, [
  {
    place: 'check_states',
    fields: [
      ...['workspace_id', 'monitor_id', 'state', 'since', 'failing_since', 'flapping', 'turns', 'places', 'recent'],
      ...['checked_at', 'latency_ms', 'reason', 'code', 'facts', 'claimed_at', 'lease_epoch', 'told_since', 'told_at'],
    ],
    partOf: ofMonitor,
  },
  {
    place: 'check_intervals',
    fields: ['workspace_id', 'monitor_id', 'from_at', 'to_at', 'state', 'reason', 'code'],
    partOf: ofMonitor,
    retention: {
      endsWith: 'workspace',
      // One that is not over has no end, and stays.
      ages: [{ from: 'to_at', after: { setting: 'eventRecordDays' }, what: 'times in which a monitor was up or down' }],
    },
  },
  { place: 'checker_troubles', fields: ['workspace_id', 'project_id', 'since', 'ended_at', 'told'] },
  {
    category: '-',
    place: 'check_lease',
    fields: ['id', 'holder', 'epoch', 'until_at'],
    purposes: { reliability: 'contract' },
    retention: { endsWith: 'installation' },
    export: 'no',
  },
  {
    store: 'columns',
    place: 'check_results',
    fields: [
      ...['workspace_id', 'project_id', 'monitor_id', 'scheduled_at', 'place', 'started_at', 'received_at', 'outcome'],
      ...['latency_ms', 'code', 'reason', 'facts'],
    ],
    retention: {
      endsWith: 'workspace',
      ages: [{ from: 'received_at', after: { setting: 'eventRecordDays' }, what: 'results of checks' }],
    },
  },
])
