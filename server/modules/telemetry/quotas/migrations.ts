import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0176_quotas',
    up: `
      create table quotas (
        workspace_id text not null references workspaces (id) on delete cascade,
        id text not null,
        scope text not null check (scope in ('workspace', 'project', 'key')),
        -- Of the project or the key; of the workspace empty.
        scope_id text not null,
        category text not null,
        "window" text not null check ("window" in ('minute', 'hour', 'day', 'month')),
        "limit" bigint not null check ("limit" >= 0),
        created_at timestamptz not null,
        primary key (workspace_id, id),
        unique (workspace_id, scope, scope_id, category, "window"),
        check ((scope = 'workspace') = (scope_id = ''))
      );
      ${tenancy('quotas')}

      -- How much was taken, of days and months of UTC; beside the telemetry, so that pruning it changes nothing here.
      create table usage_counters (
        workspace_id text not null,
        project_id text not null,
        key_id text not null,
        category text not null,
        period text not null check (period in ('day', 'month')),
        starts_on text not null,
        ends_at timestamptz not null,
        quantity bigint not null,
        primary key (workspace_id, period, starts_on, project_id, key_id, category)
      );
      create index usage_counters_by_age on usage_counters (ends_at);
      ${tenancy('usage_counters')}

      -- A project without a row has the defaults.
      create table intake_settings (
        workspace_id text not null,
        project_id text not null,
        spike_protection boolean not null,
        filters jsonb not null,
        updated_at timestamptz not null,
        primary key (workspace_id, project_id),
        foreign key (workspace_id, project_id) references projects on delete cascade
      );
      ${tenancy('intake_settings')}

      alter table ingest_outcomes add column outcome text not null default 'invalid';
      alter table ingest_outcomes no force row level security;
      update ingest_outcomes set outcome = case
        when source = 'client' then 'client_discard'
        when reason = 'card_data' then 'scrubbed'
        when reason = 'project_limit' then 'rate_limited'
        when reason = 'origin_not_allowed' then 'filtered'
        else 'invalid' end;
      alter table ingest_outcomes force row level security;
    `,
  },
]
