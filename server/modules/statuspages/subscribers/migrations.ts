import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0199_subscriber_choices',
    up: `
      alter table subscribers
        add column channel text not null default 'email' check (channel in ('email', 'webhook', 'slack')),
        -- Of a webhook and of Slack, sealed: whoever has Slack's URL can write into the channel. The address is then
        -- the part of the URL that may be shown, and the key a digest of all of it.
        add column endpoint_url text,
        add column signing_secret text,
        add column kinds text not null default 'all' check (kinds in ('all', 'reports', 'maintenance')),
        add column only_final boolean not null default false,
        -- Said apart from the list: who chose one component does not get everything when it is deleted.
        add column scope text not null default 'page' check (scope in ('page', 'components')),
        add column source text not null default 'form' check (source in ('form', 'import')),
        add column consent_note text,
        add column consent_at timestamptz,
        add column added_by text,
        add column suppressed_at timestamptz,
        add column suppressed_reason text;

      create table subscriber_components (
        workspace_id text not null,
        subscriber_id text not null,
        component_id text not null,
        primary key (workspace_id, subscriber_id, component_id),
        foreign key (workspace_id, subscriber_id) references subscribers on delete cascade,
        foreign key (workspace_id, component_id) references components on delete cascade
      );
      create index subscriber_components_by_component on subscriber_components (workspace_id, component_id);
      ${tenancy('subscriber_components')}

      create table subscriber_settings (
        workspace_id text not null,
        page_id text not null,
        subscriber_limit integer not null,
        webhooks boolean not null,
        slack boolean not null,
        updated_at timestamptz not null,
        primary key (workspace_id, page_id),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      ${tenancy('subscriber_settings')}
    `,
  },
  {
    name: '0200_subscriber_tellings',
    up: `
      -- One row for each update that subscribers are told of, whatever it is an update of; deliveries hang on it.
      create table subscriber_tellings (
        -- The update's own id, which is also in one of the two columns below.
        id text not null,
        workspace_id text not null,
        page_id text not null,
        kind text not null check (kind in ('report', 'maintenance')),
        report_update_id text,
        maintenance_update_id text,
        -- The report or the maintenance.
        subject_id text not null,
        number integer not null,
        is_final boolean not null,
        created_at timestamptz not null,
        primary key (workspace_id, id),
        check ((kind = 'report') = (report_update_id is not null)),
        foreign key (workspace_id, page_id) references status_pages on delete cascade,
        foreign key (workspace_id, report_update_id) references report_updates on delete cascade,
        foreign key (workspace_id, maintenance_update_id) references maintenance_updates on delete cascade
      );
      create unique index subscriber_tellings_by_report_update on subscriber_tellings (workspace_id, report_update_id)
        where report_update_id is not null;
      create unique index subscriber_tellings_by_maintenance_update
        on subscriber_tellings (workspace_id, maintenance_update_id) where maintenance_update_id is not null;
      create index subscriber_tellings_by_page on subscriber_tellings (workspace_id, page_id);

      -- The owner of the tables is under row-level security too, and would find no row to carry over.
      alter table subscriber_mails no force row level security;
      alter table report_updates no force row level security;
      alter table status_reports no force row level security;
      insert into subscriber_tellings
        (id, workspace_id, page_id, kind, report_update_id, subject_id, number, is_final, created_at)
      select u.id, u.workspace_id, r.page_id, 'report', u.id, u.report_id, u.number, u.status = 'resolved', u.created_at
      from report_updates u join status_reports r on r.workspace_id = u.workspace_id and r.id = u.report_id
      where exists (select from subscriber_mails m where m.workspace_id = u.workspace_id and m.update_id = u.id);
      alter table subscriber_mails force row level security;
      alter table report_updates force row level security;
      alter table status_reports force row level security;
      ${tenancy('subscriber_tellings')}

      -- The table was named when there was mail only; a row is a delivery through any channel.
      alter table subscriber_mails rename column report_id to subject_id;
      alter table subscriber_mails
        drop constraint subscriber_mails_workspace_id_update_id_fkey,
        add foreign key (workspace_id, update_id) references subscriber_tellings on delete cascade,
        drop constraint subscriber_mails_state_check,
        add constraint subscriber_mails_state_check
          check (state in ('waiting', 'sent', 'failed', 'skipped', 'suppressed')),
        add column channel text not null default 'email' check (channel in ('email', 'webhook', 'slack'));
    `,
  },
  {
    name: '0201_subscriber_codes',
    up: `
      -- A code by which somebody changes what they get. The code itself is derived from the id and stored nowhere.
      create table subscriber_codes (
        id text not null,
        workspace_id text not null,
        subscriber_id text not null,
        created_at timestamptz not null,
        attempts integer not null,
        used_at timestamptz,
        primary key (workspace_id, id),
        foreign key (workspace_id, subscriber_id) references subscribers on delete cascade
      );
      create index subscriber_codes_by_subscriber on subscriber_codes (workspace_id, subscriber_id, created_at desc);
      create unique index subscriber_codes_by_id on subscriber_codes (id);
      ${tenancy('subscriber_codes', { platformReads: ['id', 'workspace_id'] })}
    `,
  },
  {
    name: '0220_subscriber_mails_in_place',
    up: `
      -- A delivery is written three times: queued, claimed, ended. With room on its page, and no index on what changes,
      -- its new versions stay beside the old ones and no index is touched (a heap-only tuple). Who is due is found in
      -- the order of (update, subscriber), which is unique anyway.
      drop index subscriber_mails_waiting;
      alter table subscriber_mails set (fillfactor = 50);
    `,
  },
  {
    name: '0221_subscriber_language_and_bounces',
    up: `
      alter table subscribers
        -- Of the messages; null: the page's own.
        add column locale text check (locale in ('en', 'de', 'fr', 'es', 'ja', 'ar')),
        -- Mail that was taken and came back for good.
        add column bounces integer not null default 0,
        add column bounced_at timestamptz,
        add column bounce_reason text;

      -- All components of a group, also those that come into it later.
      create table subscriber_groups (
        workspace_id text not null,
        subscriber_id text not null,
        group_id text not null,
        primary key (workspace_id, subscriber_id, group_id),
        foreign key (workspace_id, subscriber_id) references subscribers on delete cascade,
        foreign key (workspace_id, group_id) references component_groups on delete cascade
      );
      create index subscriber_groups_by_group on subscriber_groups (workspace_id, group_id);
      ${tenancy('subscriber_groups')}
    `,
  },
  {
    name: '0222_subscriber_tellings_of_components',
    up: `
      -- A component changed its status without a report; programs that listen by webhook are told of that too.
      alter table subscriber_tellings
        drop constraint subscriber_tellings_kind_check,
        add constraint subscriber_tellings_kind_check check (kind in ('report', 'maintenance', 'component')),
        add column component_id text,
        add column old_status text,
        add column new_status text,
        add check ((kind = 'component')
          = (component_id is not null and old_status is not null and new_status is not null)),
        add foreign key (workspace_id, component_id) references components on delete cascade;
      create index subscriber_tellings_by_component on subscriber_tellings (workspace_id, component_id, number)
        where component_id is not null;
    `,
  },
]
