import { tenancy, type Migration } from '#platform/database'

export const deletionMigrations: Migration[] = [
  {
    name: '0164_workspace_deletions',
    up: `
      -- A workspace that is being deleted or was: when it has to be gone, what went, and whom to give the receipt to.
      create table workspace_deletions (
        workspace_id text primary key,
        requested_at timestamptz not null,
        delete_by timestamptz not null,
        -- Until they have the receipt.
        owner_ids text[] not null,
        -- Rows by table, and files as 'blobs'.
        counts jsonb not null default '{}',
        finished_at timestamptz,
        receipted_at timestamptz
      );
      create index workspace_deletions_open on workspace_deletions (requested_at) where receipted_at is null;
      ${tenancy('workspace_deletions', {
        platformReads: [
          'workspace_id',
          'requested_at',
          'delete_by',
          'owner_ids',
          'counts',
          'finished_at',
          'receipted_at',
        ],
      })}
      create policy platform_writes on workspace_deletions for update to watchword_platform using (true) with check (true);
      grant update (owner_ids, receipted_at) on workspace_deletions to watchword_platform;
    `,
  },
]
