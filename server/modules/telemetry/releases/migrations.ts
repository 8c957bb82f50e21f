import { durableMergeTree, type ColumnMigration } from '#platform/columns'
import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0171_releases',
    up: `
      -- Versions of a project's program, heard of in its telemetry or announced.
      create table releases (
        workspace_id text not null,
        project_id text not null,
        version text not null,
        first_seen_at timestamptz not null,
        last_seen_at timestamptz not null,
        -- When the row was written: how many a day are taken from telemetry is bounded.
        created_at timestamptz not null,
        -- When somebody told us of it, beside what its telemetry says.
        announced_at timestamptz,
        url text,
        primary key (workspace_id, project_id, version)
      );
      create index releases_by_first_seen on releases (workspace_id, project_id, first_seen_at desc, version desc);
      create index releases_by_creation on releases (workspace_id, project_id, created_at);
      ${tenancy('releases')}

      -- That a release was brought into an environment.
      create table deploys (
        id text not null,
        workspace_id text not null,
        project_id text not null,
        version text not null,
        environment text not null,
        deployed_at timestamptz not null,
        url text,
        commits jsonb not null,
        created_at timestamptz not null,
        created_by text,
        primary key (workspace_id, id),
        -- CI repeats what it did not see answered.
        unique (workspace_id, project_id, version, environment, deployed_at)
      );
      create index deploys_by_time on deploys (workspace_id, project_id, deployed_at desc, id desc);
      ${tenancy('deploys')}
    `,
  },
]

export const columnMigrations: ColumnMigration[] = [
  {
    name: '0171_sessions',
    up: [
      // One row for each word about a session, as it came; what a session came to is decided when it is read, so that
      // updates in any order, and repeated ones, come to the same end.
      `create table if not exists session_updates (
        workspace_id String,
        project_id String,
        release LowCardinality(String),
        environment LowCardinality(String),
        session_id String,
        sequence UInt64,
        started_at DateTime64(3, 'UTC'),
        received_at DateTime64(3, 'UTC'),
        is_first Bool,
        status LowCardinality(String),
        errors UInt32,
        duration_ms UInt64,
        user_hash String
      )
      engine = ReplacingMergeTree
      partition by toDate(received_at)
      order by (workspace_id, project_id, release, environment, session_id, sequence, status, is_first, started_at, errors, user_hash)
      settings ${durableMergeTree}`,
      // Sessions that the sender counted itself.
      `create table if not exists session_counts (
        workspace_id String,
        project_id String,
        release LowCardinality(String),
        environment LowCardinality(String),
        started_at DateTime64(3, 'UTC'),
        received_at DateTime64(3, 'UTC'),
        user_hash String,
        exited UInt64,
        errored UInt64,
        abnormal UInt64,
        crashed UInt64,
        unhandled UInt64
      )
      engine = MergeTree
      partition by toDate(received_at)
      order by (workspace_id, project_id, release, environment, started_at)
      settings ${durableMergeTree}`,
    ],
  },
]
