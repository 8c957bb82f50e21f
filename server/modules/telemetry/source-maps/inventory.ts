import { inventory } from '#platform/inventory'

const passing = 'a step of an upload, which is made again by uploading again'

/** What a workspace's builds upload so that its stacks can be read: source code, and nothing about anybody. */
export default inventory({ category: 'C13', source: 'partner', purposes: { incidents: 'contract' } }, [
  {
    place: 'source_maps',
    fields: [
      ...['workspace_id', 'id', 'project_id', 'debug_id', 'release', 'distribution', 'url', 'map_file_id'],
      ...['script_file_id', 'size_bytes', 'created_at', 'used_at', 'use_count'],
    ],
    retention: {
      endsWith: 'workspace',
      ages: [{ from: 'used_at', after: { days: 90 }, sweptBy: 'module', what: 'source maps that no event has needed' }],
    },
  },
  {
    place: 'source_map_files',
    fields: ['workspace_id', 'id', 'project_id', 'digest', 'size_bytes', 'created_at', 'stored_at', 'ended_at'],
    retention: { endsWith: 'workspace', note: 'as long as a source map refers to it' },
  },
  {
    store: 'blobs',
    place: 'source-map',
    fields: ['content'],
    partOf: [{ of: 'source_map_files' }],
    retention: { endsWith: 'workspace', note: 'as long as a source map refers to it' },
  },
  {
    place: 'source_map_uploads',
    fields: [
      ...['workspace_id', 'id', 'project_id', 'checksum', 'release', 'distribution', 'state', 'detail', 'warnings'],
      ...['chunks', 'map_ids', 'created_at', 'changed_at'],
    ],
    retention: { endsWith: 'workspace', ages: [{ from: 'changed_at', after: { days: 90 } }] },
    export: 'no',
    exportNote: passing,
  },
  {
    place: 'upload_chunks',
    fields: ['workspace_id', 'id', 'checksum', 'size_bytes', 'created_at', 'stored_at'],
    // Another project that uploads the same at this moment is told to send it again.
    partOf: [{ by: 'checksum', of: 'source_map_uploads', key: 'unnest(chunks)' }],
    retention: { endsWith: 'workspace', note: 'a day at most: until the upload is complete' },
    export: 'no',
    exportNote: passing,
  },
  {
    store: 'blobs',
    place: 'upload-chunk',
    fields: ['content'],
    partOf: [{ of: 'upload_chunks' }],
    retention: { endsWith: 'workspace', note: 'a day at most: until the upload is complete' },
    export: 'no',
    exportNote: passing,
  },
  {
    place: 'source_map_misses',
    fields: [
      ...['workspace_id', 'project_id', 'debug_id', 'url', 'release', 'first_seen_at', 'last_seen_at', 'event_count'],
    ],
    retention: { endsWith: 'workspace', ages: [{ from: 'last_seen_at', after: { days: 30 } }] },
    export: 'no',
    exportNote: 'found again from the events that come',
  },
])
