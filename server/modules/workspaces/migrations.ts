import { tenancy, type Migration } from '#platform/database'
import { configurationMigrations } from './configurations/migrations.ts'
import { deletionMigrations } from './deletion/migrations.ts'
import { keyMigrations } from './keys/migrations.ts'
import { projectDeletionMigrations } from './project-deletion/migrations.ts'

export const migrations: Migration[] = [
  {
    name: '0010_workspaces',
    up: `
      create table workspaces (
        id text primary key,
        slug text not null unique,
        name text not null,
        created_at timestamptz not null
      );
      ${tenancy('workspaces', { workspaceColumn: 'id', platformReads: ['id', 'slug', 'name'] })}

      create table memberships (
        workspace_id text not null references workspaces on delete cascade,
        user_id text not null,
        role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
        joined_at timestamptz not null,
        primary key (workspace_id, user_id)
      );
      create index memberships_by_user on memberships (user_id);
      ${tenancy('memberships', { platformReads: ['workspace_id', 'user_id', 'role'] })}

      create table projects (
        id text not null,
        workspace_id text not null references workspaces on delete cascade,
        -- A Sentry DSN ends in a number that names the project on the whole installation.
        number integer generated always as identity unique,
        name text not null,
        created_at timestamptz not null,
        first_event_at timestamptz,
        primary key (workspace_id, id)
      );
      ${tenancy('projects', { platformReads: ['id', 'workspace_id', 'number'] })}

      create table ingest_keys (
        id text not null,
        workspace_id text not null,
        project_id text not null,
        -- Public by design: it stands in every browser that reports errors. 128 random bits, so unique everywhere.
        public_key text not null unique,
        created_at timestamptz not null,
        revoked_at timestamptz,
        primary key (workspace_id, id),
        foreign key (workspace_id, project_id) references projects on delete cascade
      );
      ${tenancy('ingest_keys', { platformReads: ['id', 'workspace_id', 'project_id', 'public_key', 'revoked_at'] })}

      create table api_keys (
        id text not null,
        workspace_id text not null references workspaces on delete cascade,
        name text not null,
        prefix text not null,
        key_hash bytea not null unique,
        created_by text not null,
        created_at timestamptz not null,
        revoked_at timestamptz,
        primary key (workspace_id, id)
      );
      ${tenancy('api_keys', { platformReads: ['id', 'workspace_id', 'key_hash', 'revoked_at'] })}
    `,
  },
  {
    name: '0110_keys',
    up: `
      -- The name of a key stands in the audit log beside what it did.
      grant select (name) on api_keys to watchword_platform;
    `,
  },
  {
    name: '0111_members',
    up: `
      -- Nobody gets in any more, and a job takes the rest away; the slug is free once the row is gone.
      alter table workspaces add column deleted_at timestamptz;
      grant select (created_at, deleted_at) on workspaces to watchword_platform;

      alter table projects
        -- Empty: from everywhere.
        add column allowed_origins text[] not null default '{}',
        -- Null: no limit of its own.
        add column events_per_minute integer check (events_per_minute between 1 and 1000000);
      grant select (allowed_origins, events_per_minute) on projects to watchword_platform;

      -- Open ones and those that ran out not long ago. Who accepted or revoked one stands in the audit log.
      create table invitations (
        id text not null,
        workspace_id text not null references workspaces on delete cascade,
        email text not null,
        role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
        invited_by text not null,
        -- From it the secret of the mailed link is derived; sending again changes it, and the old link is dead.
        link_id text not null unique,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        primary key (workspace_id, id)
      );
      create unique index invitations_by_email on invitations (workspace_id, lower(email));
      ${tenancy('invitations', { platformReads: ['id', 'workspace_id', 'link_id'] })}
    `,
  },
  ...keyMigrations,
  ...deletionMigrations,
  ...projectDeletionMigrations,
  ...configurationMigrations,
]
