import { tenancy, type Migration } from '#platform/database'

export const alertmanagerMigrations: Migration[] = [
  {
    name: '0237_silences',
    up: `
      create table alert_silences (
        workspace_id text not null,
        id text not null,
        matchers jsonb not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        comment text not null,
        created_by text not null,
        created_by_name text not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (workspace_id, id)
      );
      create index alert_silences_by_end on alert_silences (workspace_id, ends_at);
      ${tenancy('alert_silences')}
    `,
  },
  {
    name: '0238_external_alerts',
    up: `
      -- Alerts that others evaluate and send: Prometheus, vmalert.
      create table external_alerts (
        workspace_id text not null,
        project_id text not null,
        -- Of its labels, 16 hex digits.
        fingerprint text not null,
        name text not null,
        labels jsonb not null,
        annotations jsonb not null,
        generator_url text not null,
        starts_at timestamptz not null,
        -- Without news of it, it is over then.
        ends_at timestamptz not null,
        updated_at timestamptz not null,
        resolved_at timestamptz,
        -- Since when its incident knows of it; null: nobody was told, it was silenced.
        told_at timestamptz,
        incident_id text,
        primary key (workspace_id, project_id, fingerprint)
      ) with (fillfactor = 70);
      create index external_alerts_by_end on external_alerts (ends_at) where resolved_at is null;
      create index external_alerts_by_resolution on external_alerts (resolved_at) where resolved_at is not null;
      ${tenancy('external_alerts', {
        platformReads: ['workspace_id', 'project_id', 'fingerprint', 'name', 'ends_at', 'resolved_at'],
      })}
    `,
  },
  {
    name: '0242_alerts_of_incidents',
    up: `
      create index external_alerts_by_incident on external_alerts (workspace_id, incident_id)
        where incident_id is not null;
      create index alert_rule_states_by_incident on alert_rule_states (workspace_id, incident_id)
        where incident_id is not null;
    `,
  },
]
