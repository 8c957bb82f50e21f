import { tenancy, type Migration } from '#platform/database'

export const probeMigrations: Migration[] = [
  {
    name: '0206_probes',
    up: `
      create table probes (
        id text not null,
        workspace_id text not null,
        name text not null,
        key_hash bytea not null unique,
        prefix text not null,
        created_by text not null,
        created_at timestamptz not null,
        revoked_at timestamptz,
        last_seen_at timestamptz,
        version text,
        types text[] not null,
        clock_offset_ms bigint,
        waiting_results integer not null,
        primary key (workspace_id, id)
      );
      ${tenancy('probes', { platformReads: ['id', 'workspace_id', 'name', 'key_hash', 'revoked_at'] })}
    `,
  },
]
