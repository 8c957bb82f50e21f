import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0217_page_suspensions',
    up: `
      -- Taken from the public by whoever runs the installation; a page without a row is not.
      create table page_suspensions (
        workspace_id text not null,
        page_id text not null,
        reason text not null,
        suspended_at timestamptz not null,
        primary key (workspace_id, page_id),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      ${tenancy('page_suspensions', { platformReads: ['workspace_id', 'page_id', 'reason', 'suspended_at'] })}
    `,
  },
]
