import { durableMergeTree, type ColumnMigration } from '#platform/columns'

/**
 * A day and a retention class a part, so that what a plan keeps for 30 days goes as whole parts beside what another
 * keeps for 90. The class is where rows lie and decides nothing: the sweeper asks what holds now (ADR 0047).
 */
const partition = (day: string) => `partition by toUInt64(toYYYYMMDD(${day})) * 100000 + kept_days`

const key = `workspace_id LowCardinality(String),
        project_id LowCardinality(String),
        metric_hash UInt32,
        series_id UInt64,
        at DateTime64(3, 'UTC') codec(DoubleDelta, ZSTD(1)),
        kept_days UInt16 codec(ZSTD(1))`

const order = 'order by (workspace_id, metric_hash, series_id, at)'

export const columnMigrations: ColumnMigration[] = [
  {
    name: '0225_metrics',
    up: [
      // A row for each series and day on which it has samples. Codecs as measured: Delta and ZSTD beat Gorilla.
      `create table if not exists metric_series (
        workspace_id LowCardinality(String),
        project_id LowCardinality(String),
        metric String,
        metric_hash UInt32,
        series_id UInt64,
        seen_until DateTime('UTC'),
        kept_days UInt16 codec(ZSTD(1)),
        labels Map(String, String) codec(ZSTD(1))
      )
      engine = ReplacingMergeTree
      ${partition('seen_until')}
      order by (workspace_id, metric, series_id)
      settings ${durableMergeTree}`,
      // Of two samples of a series for one time the one that was written last stays after a merge; readers settle it
      // before that. NaN keeps its bits.
      `create table if not exists metric_samples (
        ${key},
        value Float64 codec(Delta, ZSTD(1))
      )
      engine = ReplacingMergeTree
      ${partition('at')}
      ${order}
      settings ${durableMergeTree}`,
      `create table if not exists metric_histograms (
        ${key},
        histogram String codec(ZSTD(1))
      )
      engine = ReplacingMergeTree
      ${partition('at')}
      ${order}
      settings ${durableMergeTree}`,
      `create table if not exists metric_exemplars (
        ${key},
        value Float64,
        labels Map(String, String) codec(ZSTD(1))
      )
      engine = ReplacingMergeTree
      ${partition('at')}
      order by (workspace_id, metric_hash, series_id, at)
      settings ${durableMergeTree}`,
      `create table if not exists metric_descriptions (
        workspace_id LowCardinality(String),
        project_id LowCardinality(String),
        metric String,
        kind LowCardinality(String),
        unit String,
        help String codec(ZSTD(1)),
        described_at DateTime64(3, 'UTC')
      )
      engine = ReplacingMergeTree(described_at)
      order by (workspace_id, project_id, metric)
      settings ${durableMergeTree}`,
    ],
  },
]
