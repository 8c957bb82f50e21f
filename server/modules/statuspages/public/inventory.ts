import { inventory } from '#platform/inventory'

export default inventory({ category: 'C18', purposes: { status: 'contract' } }, [
  {
    store: 'files',
    // One a page that everybody may read, in the data directory of each process that has shown it.
    place: 'pages',
    fields: ['<slug>.json'],
    retention: {
      endsWith: 'workspace',
      note: 'until its page is deleted, renamed or not public any more, and a minute after that at most',
    },
    // It is made of rows that are exported and erased where they are.
    export: 'no',
    exportNote: 'a copy of what everybody could read',
  },
])
