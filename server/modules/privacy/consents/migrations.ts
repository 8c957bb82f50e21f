import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0165a_consents',
    up: `
      -- Who agreed to what, in which words, and when they took it back. Of the person nothing but a reference.
      create table consents (
        id text primary key,
        user_id text,
        purpose text not null,
        text_version text not null,
        text_digest text not null,
        way text not null check (way in ('app', 'site')),
        given_at timestamptz not null,
        expires_at timestamptz not null,
        withdrawn_at timestamptz,
        withdrawn_by text check (withdrawn_by in ('person', 'closure')),
        check ((withdrawn_at is null) = (withdrawn_by is null))
      );
      create unique index consents_once on consents (user_id, purpose) where user_id is not null and withdrawn_at is null;
      create index consents_by_user on consents (user_id, given_at) where user_id is not null;
      alter table consents enable row level security;
      alter table consents force row level security;
      create policy platform on consents to watchword_platform using (true) with check (true);
      grant select, insert, update on consents to watchword_platform;

      -- A confirmed subscription is a consent too: closing a sign-in ends those of its address.
      create policy closing on subscribers for update to watchword_platform using (true) with check (true);
      grant select (confirmed_at, unsubscribed_at), update (unsubscribed_at, confirmation_id) on subscribers
        to watchword_platform;
    `,
  },
]
