import { inventory } from '#platform/inventory'

export default inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  {
    place: 'uptime_policies',
    fields: [
      'workspace_id',
      'page_id',
      'effective_from',
      'degraded_weight',
      'partial_weight',
      'major_weight',
      'maintenance',
      'created_at',
    ],
  },
  {
    place: 'component_days',
    fields: [
      'workspace_id',
      'component_id',
      'date',
      'time_zone',
      'history_version',
      'operational_ms',
      'degraded_ms',
      'partial_ms',
      'major_ms',
      'maintenance_ms',
    ],
  },
])
