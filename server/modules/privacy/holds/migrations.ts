import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0162_holds',
    up: `
      -- What must not be deleted for now, because of law, an agreement or a dispute.
      create table legal_holds (
        id text primary key,
        workspace_id text,
        user_id text,
        address text,
        -- Null: all categories.
        categories text[],
        reason text not null,
        -- Who answers for it, in words.
        owner text not null,
        review_on date not null,
        created_at timestamptz not null,
        created_by text not null,
        -- For this date of review those who run the installation were reminded.
        reminded_for date,
        released_at timestamptz,
        released_by text,
        release_reason text,
        check (num_nonnulls(workspace_id, user_id, address) = 1),
        check ((released_at is null) = (release_reason is null))
      );
      create index legal_holds_active on legal_holds (created_at) where released_at is null;
      ${ofThePlatform('legal_holds', 'select, insert, update')}

      -- Requests of authorities for what is in a workspace.
      create table legal_requests (
        id text primary key,
        workspace_id text not null,
        authority text not null,
        reference text not null,
        asked text not null,
        received_at timestamptz not null,
        recorded_at timestamptz not null,
        recorded_by text not null,
        -- Until then the law forbids that the workspace is told.
        gag_until timestamptz,
        gag_ground text,
        -- When its owners were told.
        told_at timestamptz,
        check ((gag_until is null) = (gag_ground is null))
      );
      create index legal_requests_to_tell on legal_requests (gag_until) where told_at is null;
      ${ofThePlatform('legal_requests', 'select, insert, update')}

      create table legal_request_notices (
        request_id text not null references legal_requests on delete cascade,
        user_id text not null,
        created_at timestamptz not null,
        sent_at timestamptz,
        primary key (request_id, user_id)
      );
      ${ofThePlatform('legal_request_notices', 'select, insert, update')}
    `,
  },
]

function ofThePlatform(table: string, rights: string): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy platform on ${table} to watchword_platform using (true) with check (true);
    grant ${rights} on ${table} to watchword_platform;`
}
