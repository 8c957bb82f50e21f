import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0165_privacy_requests',
    up: `
      create table privacy_requests (
        id text primary key,
        type text not null
          check (type in ('access', 'correction', 'deletion', 'export', 'restriction', 'objection', 'complaint')),
        state text not null check (state in ('unconfirmed', 'open', 'answered', 'rejected')),
        via text not null check (via in ('session', 'link')),
        -- Who asks: with a sign-in, or by address alone. Both are forgotten in their time.
        user_id text,
        address text,
        message text,
        purposes text[],
        country text,
        -- The policy that holds for this request, whatever is published later.
        policy_version text not null,
        received_at timestamptz not null,
        confirmed_at timestamptz,
        verified_at timestamptz,
        -- How somebody made sure of who it is; erased with the answer.
        verification text,
        -- California only.
        acknowledge_by timestamptz,
        acknowledged_at timestamptz,
        due_at timestamptz not null,
        extended_at timestamptz,
        closed_at timestamptz,
        answer text,
        check ((closed_at is not null) = (state in ('answered', 'rejected')))
      );
      create index privacy_requests_open on privacy_requests (due_at) where state = 'open';
      create index privacy_requests_by_age on privacy_requests (received_at desc, id desc);
      create index privacy_requests_by_user on privacy_requests (user_id, received_at) where user_id is not null;
      ${ofThePlatform('privacy_requests', 'select, insert, update, delete')}

      -- Who did what about a request. Nothing in it says who asked.
      create table privacy_request_acts (
        id text primary key,
        request_id text not null references privacy_requests on delete cascade,
        at timestamptz not null,
        -- Of those who run the installation; 'person' who asked, 'workspace' that was asked, 'system'.
        user_id text not null,
        type text not null,
        data jsonb not null
      );
      create index privacy_request_acts_by_request on privacy_request_acts (request_id, id);
      ${ofThePlatform('privacy_request_acts', 'select, insert')}

      create table privacy_request_reminders (
        request_id text not null references privacy_requests on delete cascade,
        days_before integer not null,
        created_at timestamptz not null,
        primary key (request_id, days_before)
      );
      ${ofThePlatform('privacy_request_reminders', 'select, insert, delete')}

      -- A request about content of a workspace, which its admins decide.
      create table workspace_privacy_requests (
        id text not null,
        workspace_id text not null references workspaces on delete cascade,
        request_id text not null,
        type text not null,
        address text,
        message text,
        received_at timestamptz not null,
        due_at timestamptz not null,
        answered_at timestamptz,
        outcome text check (outcome in ('done', 'nothingFound', 'refused')),
        answer text,
        primary key (workspace_id, id),
        unique (workspace_id, request_id),
        check ((answered_at is null) = (outcome is null))
      );
      ${tenancy('workspace_privacy_requests', {
        platformReads: ['id', 'workspace_id', 'request_id', 'type', 'due_at', 'answered_at', 'outcome', 'answer'],
      })}
      create index workspace_privacy_requests_open on workspace_privacy_requests (due_at) where answered_at is null;
      create index workspace_privacy_requests_by_request on workspace_privacy_requests (request_id);

      create table workspace_request_reminders (
        routed_id text not null,
        point text not null check (point in ('week', 'overdue')),
        created_at timestamptz not null,
        primary key (routed_id, point)
      );
      ${ofThePlatform('workspace_request_reminders', 'select, insert')}

      -- Objections and restrictions: what every job asks that acts on a person (platform/processing.ts).
      create table processing_limits (
        id text primary key,
        user_id text,
        address_key text,
        kind text not null check (kind in ('objection', 'restriction')),
        purposes text[],
        request_id text not null,
        since timestamptz not null,
        until timestamptz,
        check (user_id is not null or address_key is not null),
        check ((kind = 'restriction') = (purposes is null))
      );
      create unique index processing_limits_once on processing_limits
        (request_id, coalesce(user_id, ''), coalesce(address_key, ''));
      create index processing_limits_by_user on processing_limits (user_id) where user_id is not null;
      create index processing_limits_by_address on processing_limits (address_key) where address_key is not null;
      ${ofThePlatform('processing_limits', 'select, insert, update')}
      -- A job of a workspace asks for one address or user; the keyed hash tells it nothing that it does not know.
      create policy asked on processing_limits for select to watchword_app using (true);
      grant select (user_id, address_key, kind, purposes, since, until) on processing_limits to watchword_app;

      -- Of work that goes through people: how many were left out.
      create table processing_runs (
        id text primary key,
        job text not null,
        purpose text not null,
        at timestamptz not null,
        done integer not null,
        skipped integer not null
      );
      create index processing_runs_by_age on processing_runs (at desc);
      ${ofThePlatform('processing_runs', 'select, insert')}
    `,
  },
]

/** Rows of no workspace, for the platform's own role alone. */
function ofThePlatform(table: string, rights: string): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy platform on ${table} to watchword_platform using (true) with check (true);
    grant ${rights} on ${table} to watchword_platform;`
}
