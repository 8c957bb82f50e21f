/** The platform's own tables. */
import { tenancy, type Migration } from '#platform/database'
import { inventory } from './inventory.ts'
import { logFieldNames } from './log.ts'

export const migrations: Migration[] = [
  {
    name: '0001_platform',
    up: `
      create table activities (
        id text not null,
        workspace_id text not null,
        type text not null,
        subject_id text not null,
        caused_by text,
        actor_kind text not null check (actor_kind in ('user', 'apiKey', 'ingestKey', 'system')),
        actor_id text not null,
        data jsonb not null,
        at timestamptz not null,
        primary key (workspace_id, id)
      );
      create index activities_by_subject on activities (workspace_id, subject_id, at);
      create index activities_by_cause on activities (workspace_id, caused_by);
      ${tenancy('activities')}

      create table vault_keys (
        id text not null,
        workspace_id text not null,
        wrapped_key text not null,
        created_at timestamptz not null,
        primary key (workspace_id, id)
      );
      ${tenancy('vault_keys')}

      -- Mail that was not sent because no mail server is configured; read at /app/outbox.
      create table kept_mails (
        id text not null,
        workspace_id text not null,
        message_id text not null,
        stream text not null check (stream in ('account', 'subscription')),
        recipient text not null,
        subject text not null,
        text text not null,
        html text not null,
        headers jsonb not null,
        created_at timestamptz not null,
        primary key (workspace_id, id),
        -- A mail that is sent again after a crash is the same mail.
        unique (workspace_id, message_id)
      );
      create index kept_mails_by_age on kept_mails (workspace_id, created_at desc, id desc);
      ${tenancy('kept_mails')}
    `,
  },
  {
    name: '0130_vault',
    up: `
      -- Data keys of what belongs to people and to no workspace.
      create table installation_keys (
        id text primary key,
        wrapped_key text not null,
        created_at timestamptz not null
      );
      ${ofThePlatform('installation_keys')}

      -- Which master keys this database was used with, by fingerprint: a start with another one is a mistake.
      create table master_keys (
        id text primary key,
        first_active_at timestamptz not null,
        last_active_at timestamptz not null
      );
      ${ofThePlatform('master_keys')}

      -- Sealing everything of a workspace (or of the installation, '-') again with a new data key.
      create table vault_rotations (
        workspace_id text primary key,
        data_key_id text not null,
        -- How far it came: the column as table.column, and the last row that is done in it.
        sealed_column text not null,
        row_id text not null,
        sealed_count bigint not null,
        unreadable_count bigint not null,
        started_at timestamptz not null,
        -- When the last pass over all columns ended; the old data keys go some time after it.
        passed_at timestamptz,
        finished_at timestamptz
      );
      ${tenancy('vault_rotations')}
      create policy installation on vault_rotations to watchword_platform
        using (workspace_id = '-') with check (workspace_id = '-');
      create policy platform_reads on vault_rotations for select to watchword_platform using (true);
      grant select, insert, update on vault_rotations to watchword_platform;

      -- The platform wraps data keys again when there is a new master key, and sees which are old. A wrapped key is
      -- worth nothing without a master key, and this role cannot read what workspaces sealed.
      create policy platform_wraps on vault_keys to watchword_platform using (true) with check (true);
      grant select (id, workspace_id, wrapped_key, created_at), update (wrapped_key) on vault_keys
        to watchword_platform;
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

export const platformInventory = [
  ...inventory({}, [
    {
      category: 'C14',
      place: 'activities',
      fields: ['id', 'workspace_id', 'type', 'subject_id', 'caused_by', 'actor_kind', 'actor_id', 'data', 'at'],
      subject: [{ userId: 'actor_id' }, { userId: 'subject_id' }],
      purposes: { incidents: 'contract', status: 'contract', alerting: 'contract' },
      erase: 'anonymise',
    },
    {
      place: 'vault_keys',
      fields: ['id', 'workspace_id', 'wrapped_key', 'created_at'],
      purposes: { security: 'contract' },
      export: 'no',
      encrypted: 'envelope',
    },
    {
      place: 'installation_keys',
      fields: ['id', 'wrapped_key', 'created_at'],
      role: 'controller',
      purposes: { security: 'contract' },
      retention: { endsWith: 'installation' },
      export: 'no',
      encrypted: 'envelope',
    },
    {
      place: 'master_keys',
      fields: ['id', 'first_active_at', 'last_active_at'],
      role: 'controller',
      purposes: { security: 'contract' },
      retention: { endsWith: 'installation' },
      export: 'no',
    },
    {
      place: 'vault_rotations',
      fields: [
        'workspace_id',
        'data_key_id',
        'sealed_column',
        'row_id',
        'sealed_count',
        'unreadable_count',
        'started_at',
        'passed_at',
        'finished_at',
      ],
      purposes: { security: 'contract' },
      export: 'no',
    },
    {
      category: 'C28',
      place: 'kept_mails',
      fields: ['id', 'workspace_id', 'message_id', 'stream', 'recipient', 'subject', 'created_at'],
      subject: [{ address: 'recipient' }],
      purposes: { delivery: 'legitimateInterest' },
      retention: { endsWith: 'workspace', ages: [{ from: 'created_at', after: { setting: 'mailLogDays' } }] },
    },
    {
      category: 'C28',
      place: 'kept_mails',
      fields: ['text', 'html', 'headers'],
      subject: [{ address: 'recipient' }],
      purposes: { delivery: 'legitimateInterest' },
      retention: { endsWith: 'workspace', ages: [{ from: 'created_at', after: { setting: 'mailLogDays' } }] },
      export: 'no',
      exportNote: 'the text of a mail may hold a link that opens something',
    },
    {
      category: 'C35',
      store: 'jobQueue',
      place: 'pgboss',
      fields: ['workspaceId and ids of rows'],
      purposes: { operations: 'contract' },
      retention: { endsWith: 'workspace', note: '24 hours after the job ended at most' },
      export: 'no',
    },
    {
      category: '-',
      place: 'schema_migrations',
      fields: ['name', 'timestamp'],
      role: 'controller',
      retention: { endsWith: 'installation' },
      export: 'no',
    },
    {
      category: '-',
      place: 'schema_migrations_lock',
      fields: ['id', 'is_locked'],
      role: 'controller',
      retention: { endsWith: 'installation' },
      export: 'no',
    },
  ]),
  ...inventory(
    {
      category: 'C33',
      role: 'controller',
      purposes: { reliability: 'legitimateInterest' },
      retention: { endsWith: 'installation', note: 'written to standard output; nothing in it names a person' },
      export: 'no',
    },
    [{ store: 'log', place: 'log', fields: logFieldNames }],
  ),
  ...inventory({ role: 'controller', export: 'no' }, [
    {
      category: 'C35',
      store: 'cache',
      place: 'watchword:limit',
      fields: ['<rule>:<points>:<seconds>:<sha256 of key>:<window>'],
      purposes: { security: 'legitimateInterest' },
      retention: { endsWith: 'installation', note: 'twice the window, two days at most' },
      encrypted: 'hash',
    },
    ...['theme', 'density', 'singleKeys', 'workspace', 'drafts'].map((name) => ({
      store: 'browserStorage' as const,
      place: `watchword.${name}`,
      fields: ['value'],
      purposes: { service: 'contract' as const },
      retention: {
        endsWith: 'browser' as const,
        note: name === 'drafts' ? 'until the tab is closed' : 'until the person removes it',
      },
    })),
    {
      store: 'browserStorage',
      place: 'tsr-scroll-restoration-v1_3',
      fields: ['value'],
      purposes: { service: 'contract' },
      retention: { endsWith: 'browser', note: 'until the tab is closed' },
    },
  ]),
]
