import { inventory } from '#platform/inventory'

export default inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  {
    place: 'components',
    fields: [
      'id',
      'workspace_id',
      'page_id',
      'name',
      'description',
      'status',
      'position',
      'created_at',
      'updated_at',
      'group_id',
      'showcase',
      'start_date',
      'only_show_if_degraded',
      'hidden',
      'unknown_since',
      'history_version',
    ],
  },
  {
    place: 'component_groups',
    fields: ['id', 'workspace_id', 'page_id', 'name', 'description', 'position', 'created_at', 'updated_at', 'up_when'],
  },
  { place: 'component_needs', fields: ['workspace_id', 'component_id', 'needs_id'] },
  {
    place: 'component_states',
    fields: [
      'workspace_id',
      'component_id',
      'started_at',
      'ended_at',
      'status',
      'cause_kind',
      'cause_id',
      'corrected_at',
    ],
  },
])
