import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0204_page_access',
    up: `
      -- A page without a row is public.
      create table page_access (
        workspace_id text not null,
        page_id text not null,
        kind text not null check (kind in ('public', 'password', 'ranges', 'members', 'unpublished')),
        password_hash text,
        announced boolean not null,
        ranges text[] not null,
        updated_at timestamptz not null,
        primary key (workspace_id, page_id),
        foreign key (workspace_id, page_id) references status_pages on delete cascade,
        check ((kind = 'password') = (password_hash is not null)),
        check ((kind = 'ranges') = (cardinality(ranges) > 0))
      );
      ${tenancy('page_access', { platformReads: ['workspace_id', 'page_id', 'password_hash'] })}
    `,
  },
]
