import type { Migration } from '#platform/database'

export const keyMigrations: Migration[] = [
  {
    name: '0112_keys',
    up: `
      -- Keys from before scopes may do what the owner could: written as a default, because a row is changed by nobody
      -- that row-level security binds.
      alter table api_keys add column scopes text[] not null default array[
        'incidents.read', 'projects.read', 'channels.read', 'statuspages.read', 'members.read', 'workspace.read',
        'incidents.write', 'statuspages.write', 'events.write', 'keys.read', 'projects.write', 'channels.write',
        'outbox.read', 'workspace.write', 'members.write', 'keys.write', 'audit.read', 'workspace.admin'];
      alter table api_keys
        alter column scopes drop default,
        add column expires_at timestamptz,
        add column last_used_at timestamptz,
        add column replaced_by text;
      grant select (scopes, expires_at, last_used_at) on api_keys to watchword_platform;

      alter table ingest_keys
        add column expires_at timestamptz,
        add column last_used_at timestamptz,
        add column replaced_by text;
      grant select (expires_at, last_used_at) on ingest_keys to watchword_platform;
      create index ingest_keys_by_project on ingest_keys (workspace_id, project_id, id desc);
    `,
  },
]
