import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0213_component_followings',
    up: `
      -- A component goes by what monitors say.
      create table component_followings (
        workspace_id text not null,
        component_id text not null,
        mode text not null check (mode in ('worst', 'all')),
        after_seconds integer not null check (after_seconds between 0 and 3600),
        automatic boolean not null,
        -- What they came to at the last look, and what each of them said then.
        verdict text check (verdict in
          ('operational', 'degraded_performance', 'partial_outage', 'major_outage', 'unknown')),
        seen text not null,
        -- When trouble that has begun has lasted long enough.
        look_at timestamptz,
        updated_at timestamptz not null,
        primary key (workspace_id, component_id),
        foreign key (workspace_id, component_id) references components on delete cascade
      );
      create index component_followings_due on component_followings (look_at) where look_at is not null;
      ${tenancy('component_followings', { platformReads: ['workspace_id', 'component_id', 'seen', 'look_at'] })}

      create table component_monitors (
        workspace_id text not null,
        component_id text not null,
        monitor_id text not null,
        primary key (workspace_id, component_id, monitor_id),
        foreign key (workspace_id, component_id) references component_followings on delete cascade,
        foreign key (workspace_id, monitor_id) references monitors on delete cascade
      );
      create index component_monitors_by_monitor on component_monitors (workspace_id, monitor_id);
      ${tenancy('component_monitors', { platformReads: ['workspace_id', 'component_id', 'monitor_id'] })}

      -- Whether what heartbeats say has changed is asked for all workspaces at once.
      grant select (state, failing_since) on monitor_environments to watchword_platform;
    `,
  },
]
