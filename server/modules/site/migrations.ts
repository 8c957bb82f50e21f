import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0168_policy_texts',
    up: `
      -- Each version of the policy as people read it. Sentences come from the program, which changes.
      create table policy_texts (
        version text primary key,
        document jsonb not null,
        kept_at timestamptz not null
      );
      alter table policy_texts enable row level security;
      alter table policy_texts force row level security;
      create policy platform on policy_texts to watchword_platform using (true) with check (true);
      grant select, insert, update on policy_texts to watchword_platform;
    `,
  },
]
