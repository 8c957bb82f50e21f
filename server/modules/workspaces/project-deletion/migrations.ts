import type { Migration } from '#platform/database'

export const projectDeletionMigrations: Migration[] = [
  {
    name: '0187_project_deletions',
    up: `
      alter table projects
        -- There is no such project for anyone, and a job takes away what was in it; the row goes last.
        add column deleted_at timestamptz,
        -- How many records there were when that job began.
        add column to_erase bigint,
        -- Records by place that are gone.
        add column erased jsonb not null default '{}';
      create index projects_being_deleted on projects (workspace_id, deleted_at) where deleted_at is not null;
      grant select (deleted_at) on projects to watchword_platform;
    `,
  },
]
