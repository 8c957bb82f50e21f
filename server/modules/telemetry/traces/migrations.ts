import { durableMergeTree, type ColumnMigration } from '#platform/columns'

export const columnMigrations: ColumnMigration[] = [
  {
    name: '0172_spans',
    up: [
      // Sorted as lists are read: the entry spans of a project by time. A trace is found by the index on its id, whose
      // spans lie close together because they began close together. A batch that is sent again gives equal keys; until
      // they are merged, and for good where midnight lies between, every reader says LIMIT 1 BY trace_id, span_id.
      `create table if not exists spans (
        workspace_id String,
        project_id String,
        is_entry UInt8,
        started_at DateTime64(6, 'UTC'),
        trace_id String,
        span_id String,
        parent_span_id String,
        received_at DateTime64(3, 'UTC'),
        duration_micros UInt64 codec(T64, ZSTD(1)),
        name String codec(ZSTD(1)),
        operation LowCardinality(String),
        kind LowCardinality(String),
        status LowCardinality(String),
        status_message String,
        service LowCardinality(String),
        release LowCardinality(String),
        environment LowCardinality(String),
        host LowCardinality(String),
        user_id String,
        user_email String,
        attributes Array(Tuple(String, String)) codec(ZSTD(1)),
        detail String codec(ZSTD(1)),
        index spans_by_trace trace_id type bloom_filter(0.001) granularity 1
      )
      engine = ReplacingMergeTree
      partition by toDate(received_at)
      order by (workspace_id, project_id, is_entry, started_at, trace_id, span_id)
      settings ${durableMergeTree}`,
      // Errors of a trace, beside its spans. Events that are older than this are found too, without its help.
      `alter table events add index if not exists events_by_trace trace_id type bloom_filter(0.001) granularity 1`,
    ],
  },
]
