import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0160_policy_versions',
    up: `
      -- What was published: the profile as data, so that it can be shown and compared, and takes effect on its day.
      create table policy_versions (
        version text primary key,
        profile jsonb not null,
        -- What is kept, by whom it is processed and for what, as it stood then.
        facts jsonb not null,
        announced_at timestamptz not null,
        effective_at timestamptz not null check (effective_at >= announced_at)
      );
      alter table policy_versions enable row level security;
      alter table policy_versions force row level security;
      create policy platform on policy_versions to watchword_platform using (true) with check (true);
      grant select, insert on policy_versions to watchword_platform;
    `,
  },
  {
    name: '0161_policy_announcements',
    up: `
      alter table policy_versions
        -- In which order they were announced; the moment alone would not tell two of one millisecond apart.
        add column number bigint generated always as identity,
        -- Null for the first one, which the start of the installation publishes.
        add column announced_by text;

      -- Who is told of which version by mail, once each.
      create table policy_notices (
        version text not null references policy_versions,
        user_id text not null references users on delete cascade,
        created_at timestamptz not null,
        sent_at timestamptz,
        primary key (version, user_id)
      );
      alter table policy_notices enable row level security;
      alter table policy_notices force row level security;
      create policy platform on policy_notices to watchword_platform using (true) with check (true);
      grant select, insert, update, delete on policy_notices to watchword_platform;
    `,
  },
]
