import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0050_notifications',
    up: `
      create table notification_channels (
        id text not null,
        workspace_id text not null references workspaces on delete cascade,
        type text not null check (type in ('email', 'webhook')),
        name text not null,
        address text check ((type = 'email') = (address is not null)),
        url text check ((type = 'webhook') = (url is not null)),
        -- A vault envelope, bound to this row.
        signing_secret text check ((type = 'webhook') = (signing_secret is not null)),
        events text[] not null,
        created_at timestamptz not null,
        created_by text not null,
        disabled_at timestamptz,
        disabled_reason text check ((disabled_at is null) = (disabled_reason is null)),
        throttled_until timestamptz,
        last_outcome text check (last_outcome in ('delivered', 'failed')),
        last_outcome_at timestamptz,
        primary key (workspace_id, id)
      );
      -- Two channels to one place would tell everything twice.
      create unique index notification_channels_address on notification_channels (workspace_id, lower(address));
      create unique index notification_channels_url on notification_channels (workspace_id, url);
      ${tenancy('notification_channels')}

      -- The record of who was told outlives the channel, so there is no foreign key to it.
      create table deliveries (
        id text not null,
        workspace_id text not null references workspaces on delete cascade,
        channel_id text not null,
        channel_name text not null,
        channel_type text not null,
        kind text not null,
        incident_id text,
        cause_activity_id text,
        activity_id text not null,
        message jsonb not null,
        state text not null check (state in ('waiting', 'sending', 'delivered', 'failed', 'skipped')),
        reason text,
        epoch integer not null,
        attempts integer not null,
        round_attempts integer not null,
        next_attempt_at timestamptz check ((state = 'waiting') = (next_attempt_at is not null)),
        lease_until timestamptz check ((state = 'sending') = (lease_until is not null)),
        created_at timestamptz not null,
        delivered_at timestamptz,
        replayed_at timestamptz,
        primary key (workspace_id, id),
        -- The same change is never told twice to the same place; tests have no cause and are not bound by this.
        unique (workspace_id, channel_id, cause_activity_id)
      );
      create index deliveries_by_channel on deliveries (workspace_id, channel_id, id desc);
      create index deliveries_by_incident on deliveries (workspace_id, incident_id, id desc);
      create index deliveries_under_way on deliveries (workspace_id, channel_id) where state in ('waiting', 'sending');
      ${tenancy('deliveries')}

      create table delivery_attempts (
        workspace_id text not null,
        delivery_id text not null,
        number integer not null,
        started_at timestamptz not null,
        duration_ms integer,
        outcome text not null,
        status integer,
        response text,
        primary key (workspace_id, delivery_id, number),
        foreign key (workspace_id, delivery_id) references deliveries on delete cascade
      );
      ${tenancy('delivery_attempts')}
    `,
  },
]
