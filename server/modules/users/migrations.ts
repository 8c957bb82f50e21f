import type { Migration } from '#platform/database'
import { migrations as providerMigrations } from './providers/migrations.ts'

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
  {
    name: '0100_people',
    up: `
      alter table users alter column password_hash drop not null;
      alter table users add column email_verified_at timestamptz;
      -- Forced row-level security binds the owner of the tables too, where that is no superuser.
      alter table users no force row level security;
      alter table sessions no force row level security;
      update users set email_verified_at = created_at;

      -- Whoever was signed in signs in again: their sessions say nothing of what was proved.
      delete from sessions;
      alter table users force row level security;
      alter table sessions force row level security;
      alter table sessions
        alter column user_id drop not null,
        add column id text not null unique,
        add column stage text not null check (stage in ('begun', 'secondFactor', 'complete')),
        add column methods text[] not null,
        add column proved_at timestamptz,
        add column pending jsonb,
        add constraint sessions_complete check (stage = 'begun' or user_id is not null);

      -- Links that were mailed: what they allow, and to whom. The secret in the link is derived and not kept.
      create table email_proofs (
        id text primary key,
        kind text not null check (kind in ('signUp', 'emailChange', 'passwordReset')),
        user_id text references users on delete cascade,
        email text not null,
        data jsonb not null,
        created_at timestamptz not null,
        expires_at timestamptz not null
      );
      create index email_proofs_by_age on email_proofs (expires_at);
      create index email_proofs_by_user on email_proofs (user_id);
      ${ofPeople('email_proofs')}

      create table policy_acceptances (
        user_id text not null references users on delete cascade,
        policy_version text not null,
        minimum_age integer not null,
        accepted_at timestamptz not null,
        primary key (user_id, policy_version)
      );
      ${ofPeople('policy_acceptances')}

      create table totp_factors (
        user_id text primary key references users on delete cascade,
        secret text not null,
        created_at timestamptz not null,
        confirmed_at timestamptz,
        -- The 30-second step of the last code that was taken; none up to it is taken again.
        last_step bigint not null default 0
      );
      ${ofPeople('totp_factors')}

      create table recovery_codes (
        user_id text not null references users on delete cascade,
        code_hash bytea not null,
        primary key (user_id, code_hash)
      );
      ${ofPeople('recovery_codes')}

      -- Credential id, public key, counter, label and nothing else.
      create table passkeys (
        id text primary key,
        user_id text not null references users on delete cascade,
        public_key bytea not null,
        counter bigint not null,
        label text not null
      );
      create index passkeys_by_user on passkeys (user_id);
      ${ofPeople('passkeys')}

      create table identities (
        id text primary key,
        user_id text not null references users on delete cascade,
        provider_id text not null,
        issuer text not null,
        subject text not null,
        email text not null,
        -- What the provider gave us, to be able to revoke it there.
        grant_secret text,
        created_at timestamptz not null,
        unique (issuer, subject)
      );
      create index identities_by_user on identities (user_id);
      ${ofPeople('identities')}

      -- What happened to a person's own sign-in: shown to the person, and of members to the workspace's admins.
      create table user_activities (
        id text primary key,
        user_id text not null references users on delete cascade,
        type text not null,
        at timestamptz not null,
        remote_address text not null,
        user_agent text not null,
        data jsonb not null
      );
      create index user_activities_by_user on user_activities (user_id, at desc, id desc);
      create index user_activities_by_age on user_activities (at);
      ${ofPeople('user_activities')}
      create policy members on user_activities for select to watchword_app
        using (exists (select from memberships m where m.user_id = user_activities.user_id
          and m.workspace_id = nullif(current_setting('watchword.workspace_id', true), '')));
      grant select on user_activities to watchword_app;
    `,
  },
  {
    name: '0101_operator',
    up: `
      -- Whose outbox keeps the mail of no workspace while there is no mail server; the oldest one of an installation
      -- that was set up before this was written down.
      alter table installation add column workspace_id text;
      alter table installation no force row level security;
      alter table workspaces no force row level security;
      update installation set workspace_id = (select id from workspaces order by created_at, id limit 1);
      alter table installation force row level security;
      alter table workspaces force row level security;
    `,
  },
  {
    name: '0150_freezing',
    up: `
      -- Whoever is frozen is signed in nowhere and cannot sign in; they are about to be erased.
      create table frozen_users (
        user_id text primary key references users on delete cascade,
        frozen_at timestamptz not null
      );
      ${ofPeople('frozen_users')}
    `,
  },
  ...providerMigrations,
  {
    name: '0161_acceptance_ways',
    up: `
      -- How somebody agreed; whoever goes on using the product declares no age.
      alter table policy_acceptances
        add column way text not null default 'signUp' check (way in ('signUp', 'explicit', 'continuedUse')),
        alter column minimum_age drop not null,
        drop constraint policy_acceptances_pkey,
        add primary key (user_id, policy_version, way);
      alter table policy_acceptances alter column way drop default;
    `,
  },
  {
    name: '0164_closing',
    up: `
      -- Whoever closed their sign-in may take it back for a while; a minor and whoever is being erased may not.
      alter table frozen_users add column reason text not null default 'minor'
        check (reason in ('closed', 'erased', 'minor'));
      alter table frozen_users alter column reason drop default;
      -- A workspace sees of its members who is not to be written to.
      create policy members on frozen_users for select to watchword_app
        using (exists (select from memberships m where m.user_id = frozen_users.user_id
          and m.workspace_id = nullif(current_setting('watchword.workspace_id', true), '')));
      grant select on frozen_users to watchword_app;
    `,
  },
]

/** Rows that belong to a person and to no workspace: for the platform's own role alone. */
function ofPeople(table: string): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy platform on ${table} to watchword_platform using (true) with check (true);
    grant select, insert, update, delete on ${table} to watchword_platform;`
}
