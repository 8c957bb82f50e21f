import { tenancy, type Migration } from '#platform/database'

export const configurationMigrations: Migration[] = [
  {
    name: '0214_configurations',
    up: `
      create table configurations (
        workspace_id text not null references workspaces on delete cascade,
        name text not null,
        -- [{kind, id}]: ids only, of things that may be gone.
        things jsonb not null,
        applied_at timestamptz not null,
        primary key (workspace_id, name)
      );
      ${tenancy('configurations')}
    `,
  },
]
