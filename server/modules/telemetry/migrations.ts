import { durableMergeTree, type ColumnMigration } from '#platform/columns'
import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0030_telemetry',
    up: `
      -- Which events have been counted. Its key makes "once" true for an event that is sent again.
      create table event_receipts (
        workspace_id text not null,
        project_id text not null,
        event_id text not null,
        received_at timestamptz not null,
        primary key (workspace_id, project_id, event_id)
      );
      create index event_receipts_by_age on event_receipts (received_at);
      ${tenancy('event_receipts', { platformReads: ['received_at'] })}
      -- The sweeper deletes by age alone, over all workspaces.
      create policy platform_deletes on event_receipts for delete to watchword_platform using (true);
      grant delete on event_receipts to watchword_platform;

      -- Which batches of the column store have been counted here; what is there and not here was cut off in between.
      create table ingest_batches (
        id text primary key,
        committed_at timestamptz not null
      );
      create index ingest_batches_by_age on ingest_batches (committed_at);
      alter table ingest_batches enable row level security;
      alter table ingest_batches force row level security;
      create policy platform on ingest_batches to watchword_platform using (true) with check (true);
      grant select, insert, delete on ingest_batches to watchword_platform;

      -- What was dropped on purpose, for the workspace to see.
      create table ingest_outcomes (
        workspace_id text not null,
        project_id text not null,
        hour timestamptz not null,
        source text not null check (source in ('server', 'client')),
        category text not null,
        reason text not null,
        quantity bigint not null,
        primary key (workspace_id, project_id, hour, source, category, reason)
      );
      ${tenancy('ingest_outcomes')}
    `,
  },
]

export const columnMigrations: ColumnMigration[] = [
  {
    name: '0030_events',
    up: [
      // Sorted as an incident's events are read. An event that is sent again becomes a second row with the same
      // event_id until a merge; readers say LIMIT 1 BY event_id, or leave it out.
      `create table if not exists events (
        workspace_id String,
        project_id String,
        key String,
        occurred_at DateTime64(3, 'UTC'),
        event_id String,
        batch_id String,
        received_at DateTime64(3, 'UTC'),
        kind LowCardinality(String),
        level LowCardinality(String),
        title String,
        culprit String,
        platform LowCardinality(String),
        release LowCardinality(String),
        environment LowCardinality(String),
        service LowCardinality(String),
        route String,
        host String,
        trace_id String,
        span_id String,
        user_id String,
        user_email String,
        user_name String,
        user_address String,
        attributes Array(Tuple(String, String)),
        grouping String codec(ZSTD(1)),
        detail String codec(ZSTD(1))
      )
      engine = ReplacingMergeTree
      partition by toDate(received_at)
      order by (workspace_id, project_id, key, occurred_at, event_id)
      settings ${durableMergeTree}`,
    ],
  },
  {
    name: '0188_event_times',
    up: [
      // A row may stand for several lines of a log. It is no part of the payload: counts outlive that.
      `alter table events add column if not exists times UInt32 default 1`,
    ],
  },
]
