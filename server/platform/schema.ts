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
]

export const platformInventory = [
  ...inventory({}, [
    {
      category: 'C14',
      place: 'activities',
      fields: ['id', 'workspace_id', 'type', 'subject_id', 'caused_by', 'actor_kind', 'actor_id', 'data', 'at'],
      subject: 'actor_id',
      purpose: 'timelines and consequences',
      erase: 'anonymise',
    },
    {
      place: 'vault_keys',
      fields: ['id', 'workspace_id', 'wrapped_key', 'created_at'],
      purpose: 'encryption of secrets',
      export: 'no',
      encrypted: 'envelope',
    },
    {
      category: 'C28',
      place: 'kept_mails',
      fields: [
        'id',
        'workspace_id',
        'message_id',
        'stream',
        'recipient',
        'subject',
        'text',
        'html',
        'headers',
        'created_at',
      ],
      subject: 'recipient',
      purpose: 'delivery',
      basis: 'legitimateInterest',
      retention: '30 days',
    },
    {
      category: 'C35',
      store: 'jobQueue',
      place: 'pgboss',
      fields: ['workspaceId and ids of rows'],
      purpose: 'background work',
      retention: '24 hours after the job ended',
      export: 'no',
    },
    {
      category: '-',
      place: 'schema_migrations',
      fields: ['name', 'timestamp'],
      role: 'controller',
      retention: 'installation',
      export: 'no',
    },
    {
      category: '-',
      place: 'schema_migrations_lock',
      fields: ['id', 'is_locked'],
      role: 'controller',
      retention: 'installation',
      export: 'no',
    },
  ]),
  ...inventory(
    {
      category: 'C33',
      role: 'controller',
      purpose: 'reliability',
      basis: 'legitimateInterest',
      retention: '30 days',
      export: 'no',
    },
    [{ store: 'log', place: 'log', fields: logFieldNames }],
  ),
  ...inventory({ role: 'controller', basis: 'legitimateInterest', export: 'no' }, [
    {
      category: 'C35',
      store: 'cache',
      place: 'watchword:limit',
      fields: ['<rule>:<points>:<seconds>:<sha256 of key>:<window>'],
      purpose: 'rate limits',
      retention: 'twice the window, two days at most',
      encrypted: 'hash',
    },
    ...['theme', 'density', 'singleKeys', 'workspace', 'drafts'].map((name) => ({
      store: 'browserStorage' as const,
      place: `watchword.${name}`,
      fields: ['value'],
      purpose: 'what a person chose or typed in the app',
      retention: name === 'drafts' ? 'until the tab is closed' : 'until the person removes it',
    })),
    {
      store: 'browserStorage',
      place: 'tsr-scroll-restoration-v1_3',
      fields: ['value'],
      purpose: 'going back to where one was on a page',
      retention: 'until the tab is closed',
    },
  ]),
]
