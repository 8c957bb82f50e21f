import { inventory } from '#platform/inventory'
import { alertmanagerInventory } from './alertmanager/inventory.ts'

const ofGroup = [{ by: 'group_id', of: 'alert_rule_groups' }]
const ofRule = [{ by: 'rule_id', of: 'alert_rules' }]
/** Values of labels are texts of a customer's programs and rules: the workspace decides about them. */
const texts = { erase: 'workspaceDecides' } as const

export default inventory({ category: 'C20', purposes: { metrics: 'contract' } }, [
  {
    ...texts,
    place: 'alert_rule_groups',
    fields: [
      ...['workspace_id', 'id', 'project_id', 'name', 'interval_ms', 'query_offset_ms', 'max_results', 'labels'],
      ...['version', 'paused_at', 'created_at', 'updated_at', 'next_at', 'evaluated_at', 'begun_at', 'duration_ms'],
      ...['missed_count', 'missed_at', 'lease_holder', 'lease_until', 'lease_epoch'],
    ],
  },
  {
    ...texts,
    place: 'alert_rules',
    fields: [
      ...['workspace_id', 'id', 'group_id', 'position', 'kind', 'name', 'expr', 'for_ms', 'keep_firing_for_ms'],
      ...['severity', 'on_no_data', 'labels', 'annotations'],
    ],
    partOf: ofGroup,
  },
  {
    ...texts,
    place: 'alert_rule_states',
    fields: [
      ...['workspace_id', 'rule_id', 'health', 'error', 'state', 'since', 'no_data_since', 'had_data', 'seen_at'],
      ...['evaluated_at', 'duration_ms', 'pending_count', 'firing_count', 'series', 'told_since', 'told_at'],
      'incident_id',
    ],
    partOf: ofRule,
  },
  {
    ...texts,
    place: 'alert_states',
    fields: [
      ...['workspace_id', 'rule_id', 'alert_key', 'labels', 'annotations', 'value', 'state', 'active_at', 'fired_at'],
      ...['resolved_at', 'kept_since', 'last_sent_at'],
    ],
    partOf: ofRule,
  },
  {
    place: 'alert_evaluations',
    fields: [
      ...['workspace_id', 'rule_id', 'at', 'duration_ms', 'health', 'error', 'state', 'results', 'pending_count'],
      ...['firing_count', 'missed'],
    ],
    partOf: ofRule,
    retention: {
      endsWith: 'workspace',
      ages: [{ from: 'at', after: { setting: 'metrics' }, what: 'evaluations of alert rules' }],
    },
  },
  {
    ...texts,
    place: 'alert_changes',
    fields: ['workspace_id', 'rule_id', 'at', 'alert_key', 'labels', 'state', 'value'],
    partOf: ofRule,
    retention: {
      endsWith: 'workspace',
      ages: [{ from: 'at', after: { setting: 'metrics' }, what: 'alerts that began and ended' }],
    },
  },
  ...alertmanagerInventory,
])
