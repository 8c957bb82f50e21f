import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0203_page_look',
    up: `
      alter table status_pages
        add column locale text not null default 'en' check (locale in ('en', 'de', 'fr', 'es', 'ja', 'ar'));

      -- A page without a row looks as all pages do.
      create table page_looks (
        workspace_id text not null,
        page_id text not null,
        accent text,
        accent_dark text,
        theme text not null check (theme in ('auto', 'light', 'dark')),
        -- The style sheet as it was typed; what readers get is filtered each time.
        css text not null,
        logo_hash text,
        logo_type text,
        -- Base64 of at most 200 KB.
        logo text,
        updated_at timestamptz not null,
        primary key (workspace_id, page_id),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      ${tenancy('page_looks')}
    `,
  },
]
