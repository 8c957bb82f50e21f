import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0164_erasures',
    up: `
      -- Somebody closed their sign-in, or is erased: what was asked for, until when, and how far it came. Whom it is
      -- about stands here only until it is done.
      create table erasures (
        id text primary key,
        kind text not null check (kind in ('closure', 'erasure', 'address', 'workspace')),
        reason text not null check (reason in ('person', 'desk', 'minor', 'owner')),
        user_id text,
        address text,
        workspace_id text,
        -- What stands in the place of the person's id in what stays.
        pseudonym text,
        -- Of staff/minors, when it began with one.
        report_id text,
        policy_version text not null,
        requested_at timestamptz not null,
        -- Null: it cannot be taken back.
        restorable_until timestamptz,
        -- From when on it is carried out; after each try that could not end, when to try again.
        due_at timestamptz not null,
        delete_by timestamptz not null,
        started_at timestamptz,
        restored_at timestamptz,
        finished_at timestamptz
      );
      create unique index erasures_of_user on erasures (user_id)
        where user_id is not null and finished_at is null and restored_at is null;
      create unique index erasures_of_address on erasures (lower(address))
        where kind = 'address' and finished_at is null;
      create unique index erasures_of_workspace on erasures (workspace_id) where workspace_id is not null;
      create index erasures_by_due on erasures (due_at) where finished_at is null and restored_at is null;
      ${ofThePlatform('erasures')}

      -- How far an erasure came, place by place, and how many rows went there.
      create table erasure_steps (
        erasure_id text not null references erasures on delete cascade,
        step text not null,
        deleted bigint not null default 0,
        anonymised bigint not null default 0,
        kept bigint not null default 0,
        -- Where it came to, of a step that goes through many workspaces.
        position text,
        -- Something of it is under a legal hold and is tried again.
        held boolean not null default false,
        -- Workspaces that decide about what is left, with the number of rows.
        left_to jsonb,
        done_at timestamptz,
        primary key (erasure_id, step)
      );
      ${ofThePlatform('erasure_steps')}

      -- What went, what stays, why and until when: signed, and without anyone's name.
      create table erasure_receipts (
        erasure_id text primary key,
        made_at timestamptz not null,
        -- The JSON text that is signed.
        content text not null,
        public_key text not null,
        key_id text not null,
        signature text not null,
        mailed_at timestamptz
      );
      ${ofThePlatform('erasure_receipts')}

      -- Processors that are to erase too: told by staff where there is no way to tell them by program.
      create table processor_notices (
        id text primary key,
        erasure_id text not null,
        processor_id text not null,
        processor_name text not null,
        categories text[] not null,
        -- Whom it is about, sealed; gone when the processor has confirmed.
        subject text,
        created_at timestamptz not null,
        told_at timestamptz,
        confirmed_at timestamptz,
        confirmed_by text,
        unique (erasure_id, processor_id)
      );
      ${ofThePlatform('processor_notices')}

      -- What was erased, by ids alone: after a restore it is erased again before the first request is served.
      create table tombstones (
        kind text not null check (kind in ('user', 'workspace', 'subscriber', 'address')),
        -- An id; of an address its HMAC.
        value text not null,
        erased_at timestamptz not null,
        primary key (kind, value)
      );
      create index tombstones_by_age on tombstones (erased_at);
      ${ofThePlatform('tombstones')}
    `,
  },
  {
    name: '0187_project_tombstones',
    up: `
      alter table tombstones drop constraint tombstones_kind_check,
        add constraint tombstones_kind_check check (kind in ('user', 'workspace', 'project', 'subscriber', 'address'));
    `,
  },
]

/** Rows of no workspace, for the platform's own role alone. */
function ofThePlatform(table: string): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy platform on ${table} to watchword_platform using (true) with check (true);
    grant select, insert, update, delete on ${table} to watchword_platform;`
}
