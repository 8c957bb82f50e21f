import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0215_page_exports',
    up: `
      -- No part of the page: what was put into a bucket is taken away after the page is deleted.
      create table page_exports (
        workspace_id text not null references workspaces on delete cascade,
        page_id text not null,
        endpoint text not null,
        region text not null,
        bucket text not null,
        prefix text not null,
        addressing text not null check (addressing in ('path', 'host')),
        access_key_id text not null,
        -- Null after an import: what leaves an installation has no secrets.
        secret_access_key text,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        ended_at timestamptz,
        not_before timestamptz not null,
        leased_until timestamptz,
        exported_at timestamptz,
        page_updated_at timestamptz,
        failing_since timestamptz,
        problem text,
        primary key (workspace_id, page_id)
      );
      ${tenancy('page_exports', {
        platformReads: [
          ...['workspace_id', 'page_id', 'ended_at', 'not_before', 'leased_until', 'exported_at', 'page_updated_at'],
        ],
      })}

      create table page_export_objects (
        workspace_id text not null,
        page_id text not null,
        path text not null,
        -- Of what was put; null from before the first attempt until one is known to have worked.
        digest text,
        put_at timestamptz,
        primary key (workspace_id, page_id, path),
        foreign key (workspace_id, page_id) references page_exports on delete cascade
      );
      ${tenancy('page_export_objects')}
    `,
  },
]
