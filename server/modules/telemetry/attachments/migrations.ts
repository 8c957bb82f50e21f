import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0171a_attachments',
    up: `
      -- Files that came with events; what is in them is in the blobs, under <workspace>/attachment/<id>.
      create table attachments (
        id text not null,
        workspace_id text not null,
        project_id text not null,
        event_id text not null,
        received_at timestamptz not null,
        -- writing: its file may not be there yet. removed: its file is gone, by age.
        state text not null check (state in ('writing', 'kept', 'removed')),
        size_bytes bigint not null,
        file_name text not null,
        content_type text not null,
        -- SHA-256 of the content: the same file sent again is the same one.
        digest text not null,
        primary key (workspace_id, id)
      );
      create unique index attachments_once on attachments (workspace_id, project_id, event_id, digest, file_name)
        where digest <> '';
      create index attachments_to_remove on attachments (received_at) where state <> 'removed' and digest = '';
      create index attachments_unfinished on attachments (received_at) where state = 'writing';
      ${tenancy('attachments', { platformReads: ['id', 'workspace_id', 'received_at', 'state', 'digest'] })}
    `,
  },
]
