import { tenancy, type Migration } from '#platform/database'

const reportStatus = `in ('investigating', 'identified', 'monitoring', 'resolved', 'postmortem')`
const impact = `in ('none', 'minor', 'major', 'critical')`

export const migrations: Migration[] = [
  {
    name: '0194_report_histories',
    up: `
      alter table status_reports
        drop constraint status_reports_status_check,
        add constraint status_reports_status_check check (status ${reportStatus}),
        -- It was over before it was published.
        add column backfilled boolean not null default false;
      drop index status_reports_open;
      create index status_reports_open on status_reports (workspace_id, page_id)
        where status not in ('resolved', 'postmortem');
      create index status_reports_by_start on status_reports (workspace_id, page_id, started_at desc, id desc);

      alter table report_updates
        drop constraint report_updates_status_check,
        add constraint report_updates_status_check check (status ${reportStatus}),
        add column display_at timestamptz,
        add column corrected_at timestamptz;
      alter table report_updates no force row level security;
      update report_updates set display_at = created_at;
      alter table report_updates alter column display_at set not null;
      alter table report_updates force row level security;

      -- The words and times that an update had before it was corrected.
      create table update_revisions (
        workspace_id text not null,
        update_id text not null,
        -- From 1: as it was published.
        number integer not null,
        body text not null,
        display_at timestamptz not null,
        replaced_at timestamptz not null,
        replaced_by text,
        primary key (workspace_id, update_id, number),
        foreign key (workspace_id, update_id) references report_updates on delete cascade
      );
      ${tenancy('update_revisions')}

      create table report_templates (
        id text not null,
        workspace_id text not null,
        page_id text not null,
        name text not null,
        title text not null,
        body text not null,
        status text not null check (status ${reportStatus}),
        impact text check (impact ${impact}),
        -- [{ id, status }] of components.
        components jsonb not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (workspace_id, id),
        unique (workspace_id, page_id, name),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      ${tenancy('report_templates')}
    `,
  },
  {
    name: '0195_posts_and_proposals',
    up: `
      -- What is published at its time: a new report, or an update of one.
      create table scheduled_posts (
        id text not null,
        workspace_id text not null,
        page_id text not null,
        -- Of an update; of a new report it is known once that is published.
        report_id text,
        -- Of a new report only.
        title text,
        impact text check (impact ${impact}),
        status text not null check (status ${reportStatus}),
        body text not null,
        components jsonb not null,
        notified boolean not null,
        publish_at timestamptz not null,
        created_at timestamptz not null,
        created_by text,
        published_at timestamptz,
        update_id text,
        failed_at timestamptz,
        failure text,
        primary key (workspace_id, id),
        foreign key (workspace_id, page_id) references status_pages on delete cascade,
        foreign key (workspace_id, report_id) references status_reports on delete cascade,
        check (report_id is not null or title is not null)
      );
      create index scheduled_posts_due on scheduled_posts (publish_at) where published_at is null and failed_at is null;
      create index scheduled_posts_by_page on scheduled_posts (workspace_id, page_id, publish_at);
      ${tenancy('scheduled_posts', { platformReads: ['workspace_id', 'page_id', 'publish_at', 'published_at', 'failed_at'] })}

      -- A rule proposes and never publishes.
      create table proposal_rules (
        id text not null,
        workspace_id text not null,
        page_id text not null,
        -- Null: any project of the workspace.
        project_id text,
        severities text[] not null,
        components jsonb not null,
        created_at timestamptz not null,
        primary key (workspace_id, id),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      create index proposal_rules_by_page on proposal_rules (workspace_id, page_id);
      ${tenancy('proposal_rules')}

      -- A draft that waits for a person. What it says of an incident's cause is read there, never copied.
      create table report_proposals (
        id text not null,
        workspace_id text not null,
        page_id text not null,
        incident_id text not null,
        -- The report that it would add an update to; null: a new report.
        report_id text,
        source text not null check (source in ('person', 'rule', 'recovery')),
        rule_id text,
        analysis_id text,
        confidence double precision,
        title text not null,
        status text not null check (status ${reportStatus}),
        body text not null,
        components jsonb not null,
        created_at timestamptz not null,
        decided_at timestamptz,
        decision text check (decision in ('accepted', 'dismissed', 'withdrawn')),
        decided_by text,
        primary key (workspace_id, id),
        foreign key (workspace_id, page_id) references status_pages on delete cascade,
        foreign key (workspace_id, report_id) references status_reports on delete cascade,
        check ((decided_at is null) = (decision is null))
      );
      -- One at a time for an incident, however often a rule finds it.
      create unique index report_proposals_waiting on report_proposals (workspace_id, page_id, incident_id)
        where decided_at is null;
      create index report_proposals_by_incident on report_proposals (workspace_id, incident_id);
      ${tenancy('report_proposals')}
    `,
  },
]
