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
]
