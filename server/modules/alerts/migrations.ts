import { tenancy, type Migration } from '#platform/database'
import { alertmanagerMigrations } from './alertmanager/migrations.ts'

export const migrations: Migration[] = [
  {
    name: '0231_alert_rules',
    up: `
      create table alert_rule_groups (
        workspace_id text not null,
        id text not null,
        -- Its incidents open there, and what its rules record is written there; queries see the whole workspace.
        project_id text not null,
        name text not null,
        interval_ms bigint not null check (interval_ms > 0),
        query_offset_ms bigint not null check (query_offset_ms >= 0),
        max_results integer not null check (max_results >= 0),
        labels jsonb not null,
        version integer not null,
        paused_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        -- The slot that comes next, the one that was evaluated last, and one that somebody has begun.
        next_at timestamptz not null,
        evaluated_at timestamptz,
        begun_at timestamptz,
        duration_ms double precision,
        missed_count bigint not null default 0,
        missed_at timestamptz,
        -- Who evaluates it, until when, and how often that was somebody new: what an older one found is refused.
        lease_holder text,
        lease_until timestamptz,
        lease_epoch bigint not null default 0,
        primary key (workspace_id, id),
        unique (workspace_id, project_id, name)
      ) with (fillfactor = 70);
      create index alert_rule_groups_next on alert_rule_groups (next_at) where paused_at is null;
      ${tenancy('alert_rule_groups', {
        platformReads: [
          ...['workspace_id', 'id', 'project_id', 'interval_ms', 'paused_at', 'next_at', 'evaluated_at', 'begun_at'],
          ...['lease_holder', 'lease_until', 'lease_epoch'],
        ],
      })}
      create policy platform_claims on alert_rule_groups for update to watchword_platform using (true);
      grant update (lease_holder, lease_until, lease_epoch) on alert_rule_groups to watchword_platform;

      create table alert_rules (
        workspace_id text not null,
        id text not null,
        group_id text not null,
        position integer not null,
        kind text not null check (kind in ('alerting', 'recording')),
        name text not null,
        expr text not null,
        for_ms bigint not null,
        keep_firing_for_ms bigint not null,
        severity text check (severity in ('critical', 'high', 'medium', 'low')),
        on_no_data text not null check (on_no_data in ('keep', 'alert', 'ok')),
        labels jsonb not null,
        annotations jsonb not null,
        primary key (workspace_id, id),
        foreign key (workspace_id, group_id) references alert_rule_groups on delete cascade
      );
      create index alert_rules_group on alert_rules (workspace_id, group_id, position);
      ${tenancy('alert_rules')}

      -- How a rule is. Written with every evaluation.
      create table alert_rule_states (
        workspace_id text not null,
        rule_id text not null,
        health text not null check (health in ('unknown', 'ok', 'err')),
        error text,
        state text not null check (state in ('unknown', 'inactive', 'pending', 'firing', 'noData')),
        since timestamptz,
        no_data_since timestamptz,
        had_data boolean not null default false,
        -- The last evaluation that said how its alerts are, and the last one at all.
        seen_at timestamptz,
        evaluated_at timestamptz,
        duration_ms double precision,
        pending_count integer not null default 0,
        firing_count integer not null default 0,
        -- Labels of the series that it wrote last: those that it no longer makes end.
        series jsonb not null default '[]',
        -- Since when its incident was told of something that is not over, and when last.
        told_since timestamptz,
        told_at timestamptz,
        incident_id text,
        primary key (workspace_id, rule_id),
        foreign key (workspace_id, rule_id) references alert_rules on delete cascade
      ) with (fillfactor = 60);
      ${tenancy('alert_rule_states')}

      create table alert_states (
        workspace_id text not null,
        rule_id text not null,
        -- A digest of its labels.
        alert_key text not null,
        labels jsonb not null,
        annotations jsonb not null,
        value text not null,
        state text not null check (state in ('pending', 'firing', 'inactive')),
        active_at timestamptz not null,
        fired_at timestamptz,
        resolved_at timestamptz,
        kept_since timestamptz,
        last_sent_at timestamptz,
        primary key (workspace_id, rule_id, alert_key),
        foreign key (workspace_id, rule_id) references alert_rules on delete cascade
      ) with (fillfactor = 70);
      ${tenancy('alert_states')}
    `,
  },
  {
    name: '0232_alert_history',
    up: `
      -- The last evaluations of each rule.
      create table alert_evaluations (
        workspace_id text not null,
        rule_id text not null,
        at timestamptz not null,
        duration_ms double precision not null,
        health text not null check (health in ('ok', 'err')),
        error text,
        state text not null check (state in ('unknown', 'inactive', 'pending', 'firing', 'noData')),
        results integer,
        pending_count integer not null,
        firing_count integer not null,
        missed integer not null,
        primary key (workspace_id, rule_id, at),
        foreign key (workspace_id, rule_id) references alert_rules on delete cascade
      );
      ${tenancy('alert_evaluations')}

      -- Alerts that changed what they are in.
      create table alert_changes (
        workspace_id text not null,
        rule_id text not null,
        at timestamptz not null,
        alert_key text not null,
        labels jsonb not null,
        state text not null check (state in ('pending', 'firing', 'inactive')),
        value text not null,
        primary key (workspace_id, rule_id, at, alert_key),
        foreign key (workspace_id, rule_id) references alert_rules on delete cascade
      );
      ${tenancy('alert_changes')}
    `,
  },
  {
    name: '0233_alert_incidents',
    up: `
      alter table incidents drop constraint incidents_kind_check;
      alter table incidents add constraint incidents_kind_check
        check (kind in ('exception', 'message', 'log', 'heartbeat', 'check', 'alert'));
    `,
  },
  ...alertmanagerMigrations,
]
