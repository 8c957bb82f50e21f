import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0205_page_hosts',
    up: `
      create table page_hosts (
        id text not null,
        workspace_id text not null,
        page_id text not null,
        host text not null,
        -- What has to stand in the DNS; anybody can read it there.
        proof text not null,
        created_at timestamptz not null,
        -- Since when the host leads to the page.
        verified_at timestamptz,
        checked_at timestamptz,
        -- Since when the proof is missing, of a host that is verified.
        missing_since timestamptz,
        problem text,
        primary key (workspace_id, id),
        unique (workspace_id, host),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      create index page_hosts_by_page on page_hosts (workspace_id, page_id);
      -- Anybody may claim a host; one page at a time has it.
      create unique index page_hosts_verified on page_hosts (host) where verified_at is not null;
      ${tenancy('page_hosts', {
        platformReads: ['id', 'workspace_id', 'page_id', 'host', 'verified_at', 'checked_at', 'missing_since'],
      })}
    `,
  },
]
