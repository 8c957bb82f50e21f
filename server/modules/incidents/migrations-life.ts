import { tenancy, type Migration } from '#platform/database'

/** Muting, resolving by release, escalating, owners, severity, merges that can be taken back. */
export const lifeMigrations: Migration[] = [
  {
    name: '0175_incident_life',
    up: `
      alter table incidents drop constraint incidents_kind_check;
      alter table incidents add constraint incidents_kind_check
        check (kind in ('exception', 'message', 'log', 'heartbeat'));
      alter table incidents drop constraint incidents_status_check;
      alter table incidents add constraint incidents_status_check
        check (status in ('open', 'acknowledged', 'muted', 'resolved'));
      alter table incidents
        add column muted_at timestamptz,
        add column muted_by text,
        -- Until when it is quiet: mute.ts has the forms.
        add column mute jsonb,
        add column mute_until timestamptz,
        -- The release that has the fix, or the one whose successors have it.
        add column fixed_in text,
        add column fixed_after text,
        add column escalated_at timestamptz,
        -- The hour in which it was counted last, how often, and from which number on that is an escalation.
        add column hour_at timestamptz,
        add column hour_count bigint not null default 0,
        add column hour_limit bigint,
        add column owner_id text,
        add column severity text not null default 'high' check (severity in ('critical', 'high', 'medium', 'low')),
        -- Null: by rule.
        add column severity_set_by text,
        add column merged_into text,
        add column merged_at timestamptz,
        add column merged_by text;
      update incidents set severity =
        case level when 'fatal' then 'critical' when 'error' then 'high' when 'warning' then 'medium' else 'low' end;
      create index incidents_by_owner on incidents (workspace_id, owner_id) where owner_id is not null;
      create index incidents_by_target on incidents (workspace_id, merged_into) where merged_into is not null;
      create index incidents_muted on incidents (mute_until) where status = 'muted';
      -- Whose mute may be over is looked for over all workspaces; what is done about it, within one.
      create policy platform_reads on incidents for select to watchword_platform using (true);
      grant select (workspace_id, id, status, mute, mute_until, event_count, merged_into)
        on incidents to watchword_platform;

      -- What each group has counted, so that totals are right whatever is merged, and without any event.
      alter table incident_keys
        add column home_incident_id text,
        add column cause text not null default 'signal' check (cause in ('signal', 'algorithm', 'merge', 'split')),
        add column since timestamptz,
        add column moved_by text,
        add column level text not null default 'error',
        add column event_count bigint not null default 0,
        add column first_seen_at timestamptz,
        add column last_seen_at timestamptz,
        add column first_release text,
        add column last_release text,
        add column environments text[] not null default '{}';
      -- Until now each incident had one group.
      update incident_keys k set
        home_incident_id = i.id, since = i.opened_at, level = i.level, event_count = i.event_count,
        first_seen_at = i.first_seen_at, last_seen_at = i.last_seen_at,
        first_release = i.first_release, last_release = i.last_release, environments = i.environments
      from incidents i where i.workspace_id = k.workspace_id and i.id = k.incident_id;
      delete from incident_keys where home_incident_id is null;
      alter table incident_keys
        alter column home_incident_id set not null,
        alter column since set not null,
        alter column first_seen_at set not null,
        alter column last_seen_at set not null;

      -- What the first events of a group said; written once.
      create table incident_key_origins (
        workspace_id text not null,
        project_id text not null,
        key text not null,
        kind text not null,
        title text not null,
        culprit text not null,
        grouping jsonb not null,
        primary key (workspace_id, project_id, key)
      );
      ${tenancy('incident_key_origins')}
      insert into incident_key_origins (workspace_id, project_id, key, kind, title, culprit, grouping)
      select k.workspace_id, k.project_id, k.key, i.kind, i.title, i.culprit, i.grouping
      from incident_keys k join incidents i on i.workspace_id = k.workspace_id and i.id = k.incident_id;

      -- How often each group was counted in an hour, for "more than usual".
      create table incident_hours (
        workspace_id text not null,
        project_id text not null,
        key text not null,
        hour timestamptz not null,
        event_count bigint not null,
        primary key (workspace_id, project_id, key, hour)
      );
      create index incident_hours_by_age on incident_hours (hour);
      ${tenancy('incident_hours')}
    `,
  },
  {
    name: '0175a_incident_notes_views',
    up: `
      create table severity_rules (
        workspace_id text not null,
        position integer not null,
        severity text not null check (severity in ('critical', 'high', 'medium', 'low')),
        levels text[] not null,
        environment text,
        project_id text,
        primary key (workspace_id, position)
      );
      ${tenancy('severity_rules')}

      create table incident_notes (
        id text not null,
        workspace_id text not null,
        incident_id text not null,
        text text not null,
        created_by text not null,
        created_at timestamptz not null,
        updated_at timestamptz,
        primary key (workspace_id, id)
      );
      create index incident_notes_by_incident on incident_notes (workspace_id, incident_id, created_at);
      ${tenancy('incident_notes')}

      create table incident_views (
        id text not null,
        workspace_id text not null,
        name text not null,
        -- Null: everybody's.
        personal_to text,
        created_by text not null,
        filter jsonb not null,
        sort text not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (workspace_id, id)
      );
      ${tenancy('incident_views')}
    `,
  },
]
