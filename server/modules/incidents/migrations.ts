import { tenancy, type Migration } from '#platform/database'
import { lifeMigrations } from './migrations-life.ts'

export const migrations: Migration[] = [
  {
    name: '0040_incidents',
    up: `
      create table incidents (
        id text not null,
        workspace_id text not null,
        -- Counts up within the workspace, for people to say: "incident 42".
        number integer not null,
        project_id text not null,
        kind text not null check (kind in ('exception', 'message', 'log')),
        level text not null check (level in ('debug', 'info', 'warning', 'error', 'fatal')),
        title text not null,
        culprit text not null,
        status text not null check (status in ('open', 'acknowledged', 'resolved')),
        event_count bigint not null,
        first_seen_at timestamptz not null,
        last_seen_at timestamptz not null,
        first_release text,
        last_release text,
        environments text[] not null,
        opened_at timestamptz not null,
        acknowledged_at timestamptz,
        acknowledged_by text,
        resolved_at timestamptz,
        resolved_by text,
        regressed_at timestamptz,
        regression_count integer not null default 0,
        grouping jsonb not null,
        primary key (workspace_id, id),
        unique (workspace_id, number)
      );
      create index incidents_by_last_seen on incidents (workspace_id, last_seen_at desc, id desc);
      create index incidents_by_first_seen on incidents (workspace_id, first_seen_at desc, id desc);
      create index incidents_by_event_count on incidents (workspace_id, event_count desc, id desc);
      ${tenancy('incidents')}

      -- Which incident the events of a group belong to. An event keeps its key for ever; several keys may lead to one
      -- incident.
      create table incident_keys (
        workspace_id text not null,
        project_id text not null,
        key text not null,
        incident_id text not null,
        primary key (workspace_id, project_id, key)
      );
      create index incident_keys_by_incident on incident_keys (workspace_id, incident_id);
      ${tenancy('incident_keys')}

      create table incident_numbers (
        workspace_id text primary key,
        last_number integer not null
      );
      ${tenancy('incident_numbers')}
    `,
  },
  ...lifeMigrations,
]
