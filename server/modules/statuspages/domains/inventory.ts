import { inventory } from '#platform/inventory'

export default inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  {
    place: 'page_hosts',
    fields: [
      'id',
      'workspace_id',
      'page_id',
      'host',
      'proof',
      'created_at',
      'verified_at',
      'checked_at',
      'missing_since',
      'problem',
    ],
  },
])
