import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0162a_retention',
    up: `
      -- What a project set within the bounds of the policy; no row: the policy's default.
      create table project_retention (
        workspace_id text not null,
        project_id text not null,
        payload_days integer not null check (payload_days between 0 and 3660),
        set_at timestamptz not null,
        primary key (workspace_id, project_id),
        foreign key (workspace_id, project_id) references projects on delete cascade
      );
      ${tenancy('project_retention')}

      -- What was agreed with a workspace, and its plan. Those who run the installation write it, the workspace reads.
      create table workspace_retention (
        workspace_id text primary key references workspaces on delete cascade,
        -- Days by name of a setting; shorter than what the policy says, never longer.
        contract jsonb not null,
        contract_reference text,
        contract_set_at timestamptz,
        -- Null: the policy's default plan.
        plan text,
        plan_set_at timestamptz,
        -- After a change to a shorter plan the former one holds on for a while.
        former_plan text,
        former_until timestamptz,
        check ((former_plan is null) = (former_until is null))
      );
      ${tenancy('workspace_retention')}
      revoke insert, update on workspace_retention from watchword_app;
      create policy platform on workspace_retention to watchword_platform using (true) with check (true);
      grant select, insert, update on workspace_retention to watchword_platform;

      -- One sweep of one rule.
      create table retention_runs (
        id text primary key,
        rule text not null,
        planned_at timestamptz not null,
        started_at timestamptz not null,
        finished_at timestamptz,
        -- Deleted or emptied.
        rows bigint not null,
        -- How long before the run the oldest of them had become due.
        lag_seconds double precision,
        -- What was due for more than two hours and still there at the end.
        overdue bigint,
        failure text,
        unique (rule, planned_at)
      );
      create index retention_runs_by_time on retention_runs (planned_at desc, id desc);
      alter table retention_runs enable row level security;
      alter table retention_runs force row level security;
      create policy platform on retention_runs to watchword_platform using (true) with check (true);
      grant select, insert, update on retention_runs to watchword_platform;

      -- By these the sweeper finds what is due.
      create index deliveries_by_age on deliveries (created_at);
      create index kept_mails_by_time on kept_mails (created_at);
      create index ingest_outcomes_by_age on ingest_outcomes (hour);
    `,
  },
]
