import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0176a_scrubbing',
    up: `
      create table scrubbing_settings (
        workspace_id text not null references workspaces (id) on delete cascade,
        -- A project's id; of the workspace empty.
        scope text not null,
        use_defaults boolean not null,
        rules jsonb not null,
        updated_at timestamptz not null,
        primary key (workspace_id, scope)
      );
      ${tenancy('scrubbing_settings')}

      create table scrubbing_keys (
        workspace_id text not null references workspaces (id) on delete cascade,
        id text not null,
        hash_key text not null,
        created_at timestamptz not null,
        primary key (workspace_id, id)
      );
      ${tenancy('scrubbing_keys')}
    `,
  },
]
