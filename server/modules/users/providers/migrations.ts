import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0140_revocations',
    up: `
      -- What a provider gave us for an identity that was unlinked, until it is revoked there. Of nobody: the person may
      -- be gone before the provider answers.
      create table revocations (
        id text primary key,
        provider_id text not null,
        grant_secret text not null,
        created_at timestamptz not null
      );
      alter table revocations enable row level security;
      alter table revocations force row level security;
      create policy platform on revocations to watchword_platform using (true) with check (true);
      grant select, insert, update, delete on revocations to watchword_platform;
    `,
  },
]
