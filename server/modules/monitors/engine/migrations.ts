import { durableMergeTree, type ColumnMigration } from '#platform/columns'
import { tenancy, type Migration } from '#platform/database'

export const checkMigrations: Migration[] = [
  {
    name: '0208_checks',
    up: `
      -- A heartbeat is called; everything else is checked, and says in its spec what.
      alter table monitors
        add column type text not null default 'heartbeat',
        -- Secrets hidden; they stand sealed in the column beside it.
        add column spec jsonb,
        add column secrets text,
        -- What it looks at, for lists and for finding it.
        add column target text,
        add column interval_seconds integer,
        add column timeout_ms integer,
        -- How soon a result that is not confirmed is looked at again.
        add column retry_seconds integer,
        add column slow_to_show integer,
        -- So many places must say down.
        add column quorum integer,
        -- \`here\`, or the ids of probes.
        add column places text[],
        add column group_name text,
        add column labels text[] not null default '{}',
        add constraint monitors_type_check check ((type = 'heartbeat') = (spec is null));
      create index monitors_checked on monitors (updated_at) where type <> 'heartbeat';
      create policy platform_reads on monitors for select to watchword_platform using (true);
      grant select (workspace_id, id, type, project_id, interval_seconds, places, paused_at, updated_at)
        on monitors to watchword_platform;

      -- How a monitor is that is checked. Written with every result, so few of its columns are indexed.
      create table check_states (
        workspace_id text not null,
        monitor_id text not null,
        state text not null check (state in ('waiting', 'up', 'degraded', 'down', 'unknown')),
        since timestamptz not null,
        failing_since timestamptz,
        flapping boolean not null,
        turns jsonb not null,
        places jsonb not null,
        recent text not null,
        checked_at timestamptz,
        latency_ms integer,
        reason text not null,
        code text not null,
        facts jsonb not null,
        -- The newest slot that a scheduler took, and the epoch of its lease: an older one takes none any more.
        claimed_at timestamptz,
        lease_epoch bigint not null default 0,
        -- Of what its incident was told, and when last.
        told_since timestamptz,
        told_at timestamptz,
        primary key (workspace_id, monitor_id),
        foreign key (workspace_id, monitor_id) references monitors on delete cascade
      ) with (fillfactor = 60);
      create index check_states_to_tell on check_states (workspace_id)
        where failing_since is distinct from told_since;
      ${tenancy('check_states', {
        platformReads: [
          ...['workspace_id', 'monitor_id', 'state', 'checked_at', 'claimed_at', 'lease_epoch', 'failing_since'],
          ...['told_since', 'told_at'],
        ],
      })}
      create policy platform_claims on check_states for update to watchword_platform using (true);
      grant update (claimed_at, lease_epoch) on check_states to watchword_platform;

      -- What it was in, from when until when: uptime is computed from these.
      create table check_intervals (
        workspace_id text not null,
        monitor_id text not null,
        from_at timestamptz not null,
        to_at timestamptz,
        state text not null check (state in ('waiting', 'up', 'degraded', 'down', 'unknown', 'paused')),
        reason text not null,
        code text not null,
        primary key (workspace_id, monitor_id, from_at),
        foreign key (workspace_id, monitor_id) references monitors on delete cascade
      );
      create unique index check_intervals_open on check_intervals (workspace_id, monitor_id) where to_at is null;
      ${tenancy('check_intervals')}

      -- Since when the trouble is ours and not that of what is checked.
      create table checker_troubles (
        workspace_id text not null,
        project_id text not null,
        since timestamptz not null,
        ended_at timestamptz,
        told boolean not null,
        primary key (workspace_id, project_id)
      );
      ${tenancy('checker_troubles', { platformReads: ['workspace_id', 'ended_at'] })}

      -- Who runs the checks: one process at a time. The epoch counts those who took over.
      create table check_lease (
        id text primary key,
        holder text not null,
        epoch bigint not null,
        until_at timestamptz not null
      );
      alter table check_lease enable row level security;
      alter table check_lease force row level security;
      create policy platform on check_lease to watchword_platform using (true) with check (true);
      grant select, insert, update on check_lease to watchword_platform;
    `,
  },
  {
    name: '0209_check_incidents',
    up: `
      alter table incidents drop constraint incidents_kind_check;
      alter table incidents add constraint incidents_kind_check
        check (kind in ('exception', 'message', 'log', 'heartbeat', 'check'));
    `,
  },
]

export const checkColumnMigrations: ColumnMigration[] = [
  {
    name: '0208_check_results',
    up: [
      // One row for each slot of a monitor at a place. A result that is sent again becomes a second row until a merge;
      // readers say LIMIT 1 BY the slot and the place.
      `create table if not exists check_results (
        workspace_id String,
        project_id LowCardinality(String),
        monitor_id String,
        scheduled_at DateTime64(3, 'UTC') codec(DoubleDelta, ZSTD(1)),
        place LowCardinality(String),
        started_at DateTime64(3, 'UTC') codec(DoubleDelta, ZSTD(1)),
        received_at DateTime64(3, 'UTC') codec(DoubleDelta, ZSTD(1)),
        outcome LowCardinality(String),
        latency_ms Nullable(UInt32) codec(T64, ZSTD(1)),
        code LowCardinality(String),
        reason LowCardinality(String),
        facts String codec(ZSTD(1))
      )
      engine = ReplacingMergeTree
      partition by toDate(received_at)
      order by (workspace_id, monitor_id, scheduled_at, place)
      settings ${durableMergeTree}`,
    ],
  },
]
