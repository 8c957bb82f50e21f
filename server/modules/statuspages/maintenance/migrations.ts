import { tenancy, type Migration } from '#platform/database'

const maintenanceStatus = `in ('scheduled', 'in_progress', 'verifying', 'completed', 'cancelled')`

export const migrations: Migration[] = [
  {
    name: '0196_maintenances',
    up: `
      -- A maintenance that comes again: the rule, and what each window is made of.
      create table maintenance_series (
        id text not null,
        workspace_id text not null,
        page_id text not null,
        title text not null,
        body text not null,
        time_zone text not null,
        -- Local times are text: they are no moments, and a zone's rules may change.
        starts_local text not null,
        duration_minutes integer not null,
        rule text not null,
        verify_minutes integer not null,
        remind_minutes integer,
        tells_start boolean not null,
        tells_end boolean not null,
        sets_components boolean not null,
        planned_through text,
        plan_at timestamptz,
        ended_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (workspace_id, id),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      create index maintenance_series_by_page on maintenance_series (workspace_id, page_id);
      create index maintenance_series_due on maintenance_series (plan_at) where plan_at is not null;
      ${tenancy('maintenance_series', { platformReads: ['workspace_id', 'id', 'page_id', 'plan_at'] })}

      create table maintenance_series_components (
        workspace_id text not null,
        series_id text not null,
        component_id text not null,
        primary key (workspace_id, series_id, component_id),
        foreign key (workspace_id, series_id) references maintenance_series on delete cascade,
        foreign key (workspace_id, component_id) references components on delete cascade
      );
      create index maintenance_series_components_by_component
        on maintenance_series_components (workspace_id, component_id);
      ${tenancy('maintenance_series_components')}

      create table maintenance_series_monitors (
        workspace_id text not null,
        series_id text not null,
        monitor_id text not null,
        primary key (workspace_id, series_id, monitor_id),
        foreign key (workspace_id, series_id) references maintenance_series on delete cascade,
        foreign key (workspace_id, monitor_id) references monitors on delete cascade
      );
      create index maintenance_series_monitors_by_monitor on maintenance_series_monitors (workspace_id, monitor_id);
      ${tenancy('maintenance_series_monitors')}

      create table maintenances (
        id text not null,
        workspace_id text not null,
        page_id text not null,
        series_id text,
        -- The local start that the rule gave: an occurrence is made once, also when it was moved or cancelled since.
        occurrence text,
        title text not null,
        body text not null,
        status text not null check (status ${maintenanceStatus}),
        scheduled_for timestamptz not null,
        scheduled_until timestamptz not null,
        time_zone text not null,
        verify_minutes integer not null,
        remind_minutes integer,
        tells_start boolean not null,
        tells_end boolean not null,
        sets_components boolean not null,
        planned_at timestamptz not null,
        reminded_at timestamptz,
        started_at timestamptz,
        completed_at timestamptz,
        cancelled_at timestamptz,
        -- When the clock does something with it next; null when it is over.
        next_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        update_count integer not null,
        primary key (workspace_id, id),
        unique (workspace_id, series_id, occurrence),
        check (scheduled_until > scheduled_for),
        foreign key (workspace_id, page_id) references status_pages on delete cascade,
        foreign key (workspace_id, series_id) references maintenance_series on delete cascade
      );
      create index maintenances_by_page on maintenances (workspace_id, page_id, scheduled_for desc);
      create index maintenances_due on maintenances (next_at) where next_at is not null;
      ${tenancy('maintenances', { platformReads: ['workspace_id', 'id', 'page_id', 'next_at'] })}

      create table maintenance_components (
        workspace_id text not null,
        maintenance_id text not null,
        component_id text not null,
        primary key (workspace_id, maintenance_id, component_id),
        foreign key (workspace_id, maintenance_id) references maintenances on delete cascade,
        foreign key (workspace_id, component_id) references components on delete cascade
      );
      create index maintenance_components_by_component on maintenance_components (workspace_id, component_id);
      ${tenancy('maintenance_components')}

      -- Whose failures open no incident while the window lasts.
      create table maintenance_monitors (
        workspace_id text not null,
        maintenance_id text not null,
        monitor_id text not null,
        primary key (workspace_id, maintenance_id, monitor_id),
        foreign key (workspace_id, maintenance_id) references maintenances on delete cascade,
        foreign key (workspace_id, monitor_id) references monitors on delete cascade
      );
      create index maintenance_monitors_by_monitor on maintenance_monitors (workspace_id, monitor_id);
      ${tenancy('maintenance_monitors')}

      create table maintenance_updates (
        id text not null,
        workspace_id text not null,
        maintenance_id text not null,
        -- From 1 within the maintenance: which update is newer does not rest on clocks.
        number integer not null,
        kind text not null
          check (kind in ('created', 'reminder', 'started', 'verifying', 'note', 'moved', 'cancelled', 'completed')),
        status text not null check (status ${maintenanceStatus}),
        body text not null,
        notified boolean not null,
        created_at timestamptz not null,
        primary key (workspace_id, id),
        unique (workspace_id, maintenance_id, number),
        foreign key (workspace_id, maintenance_id) references maintenances on delete cascade
      );
      ${tenancy('maintenance_updates')}
    `,
  },
]
