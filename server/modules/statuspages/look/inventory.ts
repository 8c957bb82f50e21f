import { inventory } from '#platform/inventory'

export default inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  { place: 'status_pages', fields: ['locale'] },
  {
    place: 'page_looks',
    fields: [
      'workspace_id',
      'page_id',
      'accent',
      'accent_dark',
      'theme',
      'css',
      'logo_hash',
      'logo_type',
      'logo',
      'updated_at',
    ],
  },
])
