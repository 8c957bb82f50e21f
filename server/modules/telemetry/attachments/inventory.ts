import { inventory } from '#platform/inventory'

const attachments = { category: 'C13', place: 'attachments', purposes: { incidents: 'contract' } } as const

export default inventory({}, [
  {
    ...attachments,
    fields: ['id', 'workspace_id', 'project_id', 'event_id', 'received_at', 'state', 'size_bytes'],
    retention: {
      endsWith: 'workspace',
      ages: [
        {
          from: 'received_at',
          after: { setting: 'eventRecordDays' },
          // The file first: a row without a file can be found, a file without a row cannot.
          where: "state = 'removed'",
          what: 'that there was a file',
        },
      ],
    },
  },
  {
    // A file may show anyone; its name is emptied with the payload, and whatever is without a name loses its content.
    ...attachments,
    source: 'partner',
    fields: ['file_name', 'content_type', 'digest'],
    retention: {
      endsWith: 'workspace',
      ages: [
        {
          from: 'received_at',
          after: { setting: 'payload' },
          prune: true,
          what: 'names of files that came with events',
        },
      ],
    },
    erase: 'workspaceDecides',
  },
  {
    ...attachments,
    store: 'blobs',
    place: 'attachment',
    source: 'partner',
    fields: ['content'],
    partOf: [{ of: 'attachments' }],
    retention: {
      endsWith: 'workspace',
      note: 'as long as the payload of events; removed within ten minutes of its name',
    },
    erase: 'workspaceDecides',
  },
])
