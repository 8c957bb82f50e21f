import { inventory } from '#platform/inventory'

export default inventory({ category: 'C14', purposes: { incidents: 'contract' } }, [
  {
    place: 'grouping_revisions',
    fields: ['workspace_id', 'project_id', 'number', 'version', 'rules', 'transition', 'created_at'],
  },
  {
    place: 'grouping_revisions',
    fields: ['created_by'],
    subject: [{ userId: 'created_by' }],
    erase: 'anonymise',
  },
])
