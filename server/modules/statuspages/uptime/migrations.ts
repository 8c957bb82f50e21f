import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0191_uptime_policies',
    up: `
      create table uptime_policies (
        workspace_id text not null,
        page_id text not null,
        -- A day of the page: the policy counts from it until the next one.
        effective_from date not null,
        degraded_weight double precision not null check (degraded_weight between 0 and 1),
        partial_weight double precision not null check (partial_weight between 0 and 1),
        major_weight double precision not null check (major_weight between 0 and 1),
        maintenance text not null check (maintenance in ('excluded', 'up', 'down')),
        created_at timestamptz not null,
        primary key (workspace_id, page_id, effective_from),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      ${tenancy('uptime_policies')}
    `,
  },
  {
    name: '0192_component_days',
    up: `
      -- Sums of days that are over, kept so that 90 days are not added up again for each reader. They can be made again
      -- from component_states at any time.
      create table component_days (
        workspace_id text not null,
        component_id text not null,
        date date not null,
        time_zone text not null,
        history_version integer not null,
        operational_ms bigint not null,
        degraded_ms bigint not null,
        partial_ms bigint not null,
        major_ms bigint not null,
        maintenance_ms bigint not null,
        primary key (workspace_id, component_id, date),
        foreign key (workspace_id, component_id) references components on delete cascade
      );
      ${tenancy('component_days')}
    `,
  },
]
