import { durableMergeTree, type ColumnMigration } from '#platform/columns'
import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0166_analytics',
    up: `
      -- Random, one for each day and no more; gone with the visitors that were told apart by it.
      create table analytics_salts (
        id text primary key,
        salt text not null,
        created_at timestamptz not null
      );

      -- Who was on a site on one day, as a hash; counted and deleted when the day's salt goes.
      create table site_visitors (
        salt_id text not null,
        day timestamptz not null,
        site text not null,
        visitor text not null,
        primary key (salt_id, site, visitor)
      );

      create table site_visitor_days (
        day timestamptz not null,
        site text not null,
        visitors bigint not null,
        primary key (day, site)
      );
      ${['analytics_salts', 'site_visitors', 'site_visitor_days'].map(ofThePlatform).join('')}
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

export const columnMigrations: ColumnMigration[] = [
  {
    name: '0166_page_views',
    up: [
      `CREATE TABLE IF NOT EXISTS page_views (
        at DateTime('UTC'),
        site LowCardinality(String),
        path String,
        referrer LowCardinality(String),
        country LowCardinality(String)
      ) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY (site, at, path) SETTINGS ${durableMergeTree}`,
    ],
  },
]
