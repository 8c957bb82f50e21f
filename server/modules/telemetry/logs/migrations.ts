import { durableMergeTree, type ColumnMigration } from '#platform/columns'
import { daysInOnePart } from '../search/migrations.ts'
import { logTerms } from '../search/terms.ts'

export const columnMigrations: ColumnMigration[] = [
  {
    name: '0173_logs',
    up: [
      // Sorted as logs are read: a workspace's newest first, whatever the project. A line that is sent again becomes a
      // second row with the same log_id until a merge; readers of lines say LIMIT 1 BY log_id.
      `create table if not exists logs (
        workspace_id String,
        project_id LowCardinality(String),
        occurred_at DateTime64(3, 'UTC') codec(Delta, ZSTD(1)),
        log_id String,
        received_at DateTime64(3, 'UTC') codec(Delta, ZSTD(1)),
        level LowCardinality(String),
        service LowCardinality(String),
        release LowCardinality(String),
        environment LowCardinality(String),
        host LowCardinality(String),
        logger LowCardinality(String),
        template_id LowCardinality(String),
        trace_id String codec(ZSTD(1)),
        span_id String codec(ZSTD(1)),
        user_id String codec(ZSTD(1)),
        user_email String codec(ZSTD(1)),
        user_name String codec(ZSTD(1)),
        user_address String codec(ZSTD(1)),
        body String codec(ZSTD(1)),
        attributes Array(Tuple(String, String)) codec(ZSTD(1)),
        index logs_words lowerUTF8(body) type text(tokenizer = 'splitByNonAlpha'),
        index logs_terms ${logTerms} type text(tokenizer = 'array'),
        index logs_by_trace trace_id type bloom_filter(0.01),
        index logs_by_template template_id type bloom_filter(0.01),
        index logs_by_arrival received_at type minmax
      )
      engine = ReplacingMergeTree
      partition by toDate(received_at)
      order by (workspace_id, occurred_at, log_id)
      settings ${durableMergeTree}, index_granularity = 2048`,
    ],
  },
  { name: '0189_log_days_in_one_part', up: [daysInOnePart('logs')] },
]
