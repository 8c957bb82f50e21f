import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0150_staff',
    up: `
      -- Who of those who run the installation may look into a workspace, why and until when. Ends with the workspace,
      -- in whose audit log all of it stands.
      create table staff_grants (
        id text not null,
        workspace_id text not null references workspaces on delete cascade,
        user_id text not null,
        reason text not null,
        opened_at timestamptz not null,
        ends_at timestamptz not null,
        ended_at timestamptz,
        -- When its use was last written into the audit log.
        entered_at timestamptz,
        primary key (workspace_id, id)
      );
      create unique index staff_grants_open on staff_grants (workspace_id, user_id) where ended_at is null;
      create index staff_grants_by_end on staff_grants (ends_at) where ended_at is null;
      ${tenancy('staff_grants')}
      revoke insert, update on staff_grants from watchword_app;
      ${platformPolicy('staff_grants')}
      grant select, insert, update on staff_grants to watchword_platform;

      -- The breach register (GDPR Art. 33 (5)).
      create table breaches (
        id text primary key,
        title text not null,
        happened text not null,
        categories text[] not null,
        -- Null: all of them.
        workspace_ids text[],
        noticed_at timestamptz not null,
        opened_at timestamptz not null,
        authority_notified_at timestamptz,
        authority_reference text,
        public_note text,
        closed_at timestamptz,
        closing_reason text
      );
      ${ofThePlatform('breaches', 'select, insert, update')}

      -- Who did what about a breach: only ever appended.
      create table breach_acts (
        id text primary key,
        breach_id text not null references breaches,
        at timestamptz not null,
        user_id text not null,
        type text not null,
        data jsonb not null
      );
      create index breach_acts_by_breach on breach_acts (breach_id, id);
      ${ofThePlatform('breach_acts', 'select, insert')}
      create function refuse_breach_change() returns trigger language plpgsql as $$
        begin raise exception 'acts of the breach register are only ever appended'; end $$;
      create trigger append_only before update or delete or truncate on breach_acts
        for each statement execute function refuse_breach_change();

      -- Which owner was told, once; the text is in the act.
      create table breach_notices (
        breach_id text not null references breaches,
        user_id text not null,
        act_id text not null references breach_acts,
        created_at timestamptz not null,
        sent_at timestamptz,
        primary key (breach_id, user_id)
      );
      ${ofThePlatform('breach_notices', 'select, insert, update')}

      create table breach_reminders (
        breach_id text not null references breaches,
        hours integer not null,
        created_at timestamptz not null,
        primary key (breach_id, hours)
      );
      ${ofThePlatform('breach_reminders', 'select, insert')}

      -- Somebody said that a user is too young. Once it is decided and done, nothing here says who it was.
      create table minor_reports (
        id text primary key,
        email text,
        message text,
        received_at timestamptz not null,
        decision text check (decision in ('confirmed', 'rejected')),
        decided_at timestamptz,
        decided_by text,
        -- Until they are erased.
        user_id text,
        erased_at timestamptz,
        check ((decision is null) = (decided_at is null))
      );
      create unique index minor_reports_open on minor_reports (lower(email)) where decision is null;
      ${ofThePlatform('minor_reports', 'select, insert, update')}

      -- Patterns of abuse, and what was done about them.
      create table staff_signals (
        id text primary key,
        kind text not null,
        at timestamptz not null,
        -- The sender, an IPv6 network for an IPv6 address; null when it is about a person.
        sender text,
        user_id text references users on delete cascade,
        counted integer not null,
        action text not null,
        -- Until when the sender is refused.
        ends_at timestamptz
      );
      create index staff_signals_by_age on staff_signals (at desc, id desc);
      create index staff_signals_by_sender on staff_signals (sender, ends_at) where sender is not null;
      create index staff_signals_by_user on staff_signals (user_id, at) where user_id is not null;
      ${ofThePlatform('staff_signals', 'select, insert, delete')}

      -- What is addressed to a person who is erased goes in every workspace: the platform may find it by its address.
      ${erasable('invitations', 'email')}
      ${erasable('kept_mails', 'recipient', 'workspace_id')}
      ${erasable('notification_channels', 'address', 'workspace_id')}
      ${erasable('subscribers', 'address_key')}
    `,
  },
]

function ofThePlatform(table: string, rights: string): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    ${platformPolicy(table)}
    grant ${rights} on ${table} to watchword_platform;`
}

function platformPolicy(table: string): string {
  return `create policy platform on ${table} to watchword_platform using (true) with check (true);`
}

function erasable(table: string, ...columns: string[]): string {
  return `
    create policy erasure on ${table} for delete to watchword_platform using (true);
    create policy erasure_finds on ${table} for select to watchword_platform using (true);
    grant delete, select (${columns.join(', ')}) on ${table} to watchword_platform;`
}
