import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0020_users',
    up: `
      -- One row once the installation was set up; its key makes a second set-up impossible.
      create table installation (
        only_row boolean primary key default true check (only_row),
        set_up_at timestamptz not null
      );
      alter table installation enable row level security;
      alter table installation force row level security;
      create policy platform on installation to watchword_platform using (true) with check (true);
      grant select, insert on installation to watchword_platform;

      create table users (
        id text primary key,
        email text not null,
        name text not null,
        password_hash text not null,
        created_at timestamptz not null
      );
      create unique index users_email on users (lower(email));
      alter table users enable row level security;
      alter table users force row level security;
      create policy platform on users to watchword_platform using (true) with check (true);
      grant select, insert, update, delete on users to watchword_platform;
      -- A workspace sees the names of its own members and nothing else of anyone.
      create policy members on users for select to watchword_app
        using (exists (select from memberships m where m.user_id = users.id
          and m.workspace_id = nullif(current_setting('watchword.workspace_id', true), '')));
      grant select (id, email, name) on users to watchword_app;

      create table sessions (
        id_hash bytea primary key,
        user_id text not null references users on delete cascade,
        created_at timestamptz not null,
        seen_at timestamptz not null,
        remote_address text not null,
        user_agent text not null
      );
      create index sessions_by_user on sessions (user_id);
      alter table sessions enable row level security;
      alter table sessions force row level security;
      create policy platform on sessions to watchword_platform using (true) with check (true);
      grant select, insert, update, delete on sessions to watchword_platform;
    `,
  },
]
