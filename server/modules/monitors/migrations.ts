import { tenancy, type Migration } from '#platform/database'
import { checkMigrations } from './engine/migrations.ts'
import { probeMigrations } from './probes/migrations.ts'

export const migrations: Migration[] = [
  {
    name: '0171c_monitors',
    up: `
      create table monitors (
        id text not null,
        workspace_id text not null,
        project_id text not null,
        slug text not null,
        name text not null,
        schedule jsonb,
        margin_minutes integer not null,
        max_run_minutes integer not null,
        failures_to_open integer not null,
        successes_to_resolve integer not null,
        paused_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (workspace_id, id),
        unique (workspace_id, project_id, slug)
      );
      ${tenancy('monitors')}

      -- How a monitor is in one environment.
      create table monitor_environments (
        workspace_id text not null,
        monitor_id text not null,
        environment text not null,
        state text not null check (state in ('waiting', 'ok', 'error', 'missed', 'timedOut')),
        failures_in_row integer not null,
        successes_in_row integer not null,
        last_check_in_at timestamptz,
        expected_at timestamptz,
        due_at timestamptz,
        failing_since timestamptz,
        primary key (workspace_id, monitor_id, environment),
        foreign key (workspace_id, monitor_id) references monitors on delete cascade
      );
      create index monitor_environments_by_due on monitor_environments (due_at) where due_at is not null;
      ${tenancy('monitor_environments', { platformReads: ['workspace_id', 'monitor_id', 'environment', 'due_at'] })}

      -- What was said, and what was not.
      create table check_ins (
        id text not null,
        workspace_id text not null,
        monitor_id text not null,
        environment text not null,
        -- The sender's, 32 hex digits; of a missed one its expected time.
        reference text not null,
        state text not null check (state in ('inProgress', 'ok', 'error', 'missed', 'timedOut', 'unknown')),
        started_at timestamptz not null,
        finished_at timestamptz,
        duration_ms bigint,
        expected_at timestamptz,
        times_out_at timestamptz,
        release text,
        trace_id text,
        primary key (workspace_id, id),
        unique (workspace_id, monitor_id, environment, reference),
        foreign key (workspace_id, monitor_id) references monitors on delete cascade
      );
      create index check_ins_by_time on check_ins (workspace_id, monitor_id, started_at desc, id desc);
      create index check_ins_by_time_out on check_ins (times_out_at) where state = 'inProgress';
      ${tenancy('check_ins', {
        platformReads: ['workspace_id', 'monitor_id', 'environment', 'id', 'state', 'times_out_at'],
      })}

      -- Until when somebody watched: what was due while nobody did says nothing of the program.
      create table monitor_watch (
        id text primary key,
        watched_until timestamptz not null
      );
      alter table monitor_watch enable row level security;
      alter table monitor_watch force row level security;
      create policy platform on monitor_watch to watchword_platform using (true) with check (true);
      grant select, insert, update on monitor_watch to watchword_platform;
    `,
  },
  ...probeMigrations,
  ...checkMigrations,
]
