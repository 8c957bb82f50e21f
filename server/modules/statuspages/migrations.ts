import { tenancy, type Migration } from '#platform/database'
import { migrations as componentMigrations } from './components/migrations.ts'
import { migrations as uptimeMigrations } from './uptime/migrations.ts'
import { migrations as accessMigrations } from './access/migrations.ts'
import { migrations as exportMigrations } from './exports/migrations.ts'
import { migrations as followingMigrations } from './following/migrations.ts'
import { migrations as hostMigrations } from './domains/migrations.ts'
import { migrations as lookMigrations } from './look/migrations.ts'
import { migrations as maintenanceMigrations } from './maintenance/migrations.ts'
import { migrations as publicMigrations } from './public/migrations.ts'
import { migrations as reportMigrations } from './reports/migrations.ts'
import { migrations as suspensionMigrations } from './suspensions/migrations.ts'
import { migrations as subscriberMigrations } from './subscribers/migrations.ts'

const reportStatus = `in ('investigating', 'identified', 'monitoring', 'resolved')`
const componentStatus = `in ('operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance')`

export const migrations: Migration[] = [
  {
    name: '0060_statuspages',
    up: `
      create table status_pages (
        id text not null,
        workspace_id text not null references workspaces on delete cascade,
        -- The page's public name in paths and host names, so unique on the whole installation.
        slug text not null unique,
        name text not null,
        description text not null,
        time_zone text not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (workspace_id, id)
      );
      ${tenancy('status_pages', { platformReads: ['id', 'workspace_id', 'slug'] })}

      create table components (
        id text not null,
        workspace_id text not null,
        page_id text not null,
        name text not null,
        description text not null,
        status text not null check (status ${componentStatus}),
        position integer not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (workspace_id, id),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      create index components_by_page on components (workspace_id, page_id, position);
      ${tenancy('components')}

      create table status_reports (
        id text not null,
        workspace_id text not null,
        page_id text not null,
        incident_id text,
        title text not null,
        impact text not null check (impact in ('none', 'minor', 'major', 'critical')),
        impact_given boolean not null,
        status text not null check (status ${reportStatus}),
        started_at timestamptz not null,
        monitoring_at timestamptz,
        resolved_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        update_count integer not null,
        primary key (workspace_id, id),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      create index status_reports_by_page on status_reports (workspace_id, page_id, created_at desc);
      create index status_reports_open on status_reports (workspace_id, page_id) where status <> 'resolved';
      create index status_reports_by_incident on status_reports (workspace_id, incident_id) where incident_id is not null;
      ${tenancy('status_reports')}

      create table report_components (
        workspace_id text not null,
        report_id text not null,
        component_id text not null,
        status text not null check (status ${componentStatus}),
        primary key (workspace_id, report_id, component_id),
        foreign key (workspace_id, report_id) references status_reports on delete cascade,
        foreign key (workspace_id, component_id) references components on delete cascade
      );
      create index report_components_by_component on report_components (workspace_id, component_id);
      ${tenancy('report_components')}

      create table report_updates (
        id text not null,
        workspace_id text not null,
        report_id text not null,
        -- From 1 within the report: which update is newer does not rest on clocks.
        number integer not null,
        status text not null check (status ${reportStatus}),
        body text not null,
        notified boolean not null,
        created_at timestamptz not null,
        primary key (workspace_id, id),
        unique (workspace_id, report_id, number),
        foreign key (workspace_id, report_id) references status_reports on delete cascade
      );
      ${tenancy('report_updates')}

      -- What was said then: it stays when the component is renamed or deleted.
      create table update_components (
        workspace_id text not null,
        update_id text not null,
        component_id text not null,
        name text not null,
        old_status text not null check (old_status ${componentStatus}),
        new_status text not null check (new_status ${componentStatus}),
        primary key (workspace_id, update_id, component_id),
        foreign key (workspace_id, update_id) references report_updates on delete cascade
      );
      ${tenancy('update_components')}

      create table subscribers (
        id text not null,
        workspace_id text not null,
        page_id text not null,
        address text not null,
        -- The address as mail servers compare it in practice: lower case.
        address_key text not null,
        created_at timestamptz not null,
        -- Names the latest request to subscribe; the secret in its mail is derived from it and stored nowhere.
        confirmation_id text unique,
        confirmation_requested_at timestamptz,
        confirmed_at timestamptz,
        unsubscribed_at timestamptz,
        primary key (workspace_id, id),
        unique (workspace_id, page_id, address_key),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      create unique index subscribers_by_id on subscribers (id);
      ${tenancy('subscribers', { platformReads: ['id', 'workspace_id', 'confirmation_id'] })}

      create table subscriber_mails (
        -- Derived from update and subscriber, so that the same mail always has the same Message-ID.
        id text not null,
        workspace_id text not null,
        update_id text not null,
        subscriber_id text not null,
        report_id text not null,
        update_number integer not null,
        state text not null check (state in ('waiting', 'sent', 'failed', 'skipped')),
        attempts integer not null,
        reason text,
        created_at timestamptz not null,
        next_attempt_at timestamptz not null,
        leased_until timestamptz,
        finished_at timestamptz,
        primary key (workspace_id, id),
        unique (workspace_id, update_id, subscriber_id),
        foreign key (workspace_id, update_id) references report_updates on delete cascade,
        foreign key (workspace_id, subscriber_id) references subscribers on delete cascade
      );
      create index subscriber_mails_waiting on subscriber_mails (workspace_id, update_id, next_attempt_at)
        where state = 'waiting';
      create index subscriber_mails_by_subscriber on subscriber_mails (workspace_id, subscriber_id, report_id);
      ${tenancy('subscriber_mails')}
    `,
  },
  ...componentMigrations,
  ...uptimeMigrations,
  ...lookMigrations,
  ...reportMigrations,
  ...maintenanceMigrations,
  ...accessMigrations,
  ...hostMigrations,
  ...publicMigrations,
  ...subscriberMigrations,
  ...followingMigrations,
  ...exportMigrations,
  ...suspensionMigrations,
]
