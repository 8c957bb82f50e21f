import { inventory } from '#platform/inventory'

export default inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  { place: 'page_suspensions', fields: ['workspace_id', 'page_id', 'reason', 'suspended_at'] },
])
