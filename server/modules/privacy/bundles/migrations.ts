import { tenancy, type Migration } from '#platform/database'

/** What the exports of people and of workspaces have in common. */
const common = `
        id text not null,
        state text not null check (state in ('queued', 'running', 'ready', 'failed')),
        created_at timestamptz not null,
        -- When it moved last: one that stands still is woken again.
        moved_at timestamptz not null,
        ready_at timestamptz,
        -- From then on it cannot be fetched, and its files are gone.
        expires_at timestamptz not null,
        policy_version text not null,
        planned_rows bigint,
        done_rows bigint not null default 0,
        size_bytes bigint,
        attempts integer not null default 0,
        check ((state = 'ready') = (ready_at is not null))`

export const migrations: Migration[] = [
  {
    name: '0163_exports',
    up: `
      create table person_exports (
        ${common},
        -- Somebody with a sign-in, or somebody who is known by an address alone.
        user_id text,
        address text,
        check ((user_id is null) <> (address is null)),
        primary key (id)
      );
      create unique index person_exports_running_user on person_exports (user_id) where state in ('queued', 'running');
      create unique index person_exports_running_address on person_exports (lower(address))
        where state in ('queued', 'running');
      create index person_exports_by_user on person_exports (user_id, created_at);
      alter table person_exports enable row level security;
      alter table person_exports force row level security;
      create policy platform on person_exports to watchword_platform using (true) with check (true);
      grant select, insert, update, delete on person_exports to watchword_platform;

      create table workspace_exports (
        workspace_id text not null references workspaces on delete cascade,
        ${common},
        requested_by text not null,
        -- What is in it, decided at the start, so that whoever goes on does the same.
        plan jsonb,
        -- How far it came: the parts that are written, and what comes next.
        position jsonb,
        primary key (workspace_id, id)
      );
      create unique index workspace_exports_running on workspace_exports (workspace_id)
        where state in ('queued', 'running');
      ${tenancy('workspace_exports', { platformReads: ['id', 'workspace_id', 'state', 'moved_at', 'expires_at', 'size_bytes'] })}
      grant delete on workspace_exports to watchword_platform;
      create policy platform_deletes on workspace_exports for delete to watchword_platform using (true);

      -- Where a workspace came from, and what was promised to its people there.
      create table workspace_imports (
        workspace_id text primary key references workspaces on delete cascade,
        imported_at timestamptz not null,
        exported_at timestamptz not null,
        policy_version text not null,
        profile jsonb not null,
        digest text not null
      );
      ${tenancy('workspace_imports')}
    `,
  },
]
