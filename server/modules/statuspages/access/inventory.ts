import { inventory } from '#platform/inventory'

export default inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  { place: 'page_access', fields: ['workspace_id', 'page_id', 'kind', 'announced', 'ranges', 'updated_at'] },
  // Whoever has it may read the page; it is nobody's own.
  { place: 'page_access', fields: ['password_hash'], encrypted: 'hash', export: 'no' },
])
