import { durableMergeTree, type ColumnMigration } from '#platform/columns'

export const columnMigrations: ColumnMigration[] = [
  {
    name: '0112_api_requests',
    up: [
      // Sorted as a key's requests are read. A batch that was sent twice becomes rows with the same sorting key, of
      // which a merge keeps one; readers say LIMIT 1 BY id.
      `create table if not exists api_requests (
        workspace_id String,
        key_id String,
        at DateTime64(3, 'UTC'),
        id String,
        method LowCardinality(String),
        path LowCardinality(String),
        operation LowCardinality(String),
        status UInt16,
        duration_ms UInt32,
        remote_address String,
        user_agent String
      )
      engine = ReplacingMergeTree
      partition by toYYYYMM(at)
      order by (workspace_id, key_id, at, id)
      ttl toDateTime(at) + interval 90 day delete
      settings ${durableMergeTree}`,
    ],
  },
  {
    name: '0162_api_requests_by_setting',
    up: [
      // How long is the policy's to say, so the sweeper deletes; what no profile allows is left to the store itself.
      `alter table api_requests modify ttl toDateTime(at) + interval 3660 day delete
       settings materialize_ttl_after_modify = 0`,
    ],
  },
]
