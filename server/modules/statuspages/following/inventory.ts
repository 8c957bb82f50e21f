import { inventory } from '#platform/inventory'

export default inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  {
    place: 'component_followings',
    fields: [
      ...['workspace_id', 'component_id', 'mode', 'after_seconds', 'automatic', 'verdict', 'seen', 'look_at'],
      'updated_at',
    ],
  },
  {
    place: 'component_monitors',
    fields: ['workspace_id', 'component_id', 'monitor_id'],
    partOf: [{ by: 'monitor_id', of: 'monitors' }],
  },
])
