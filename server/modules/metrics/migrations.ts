import { durableMergeTree, type ColumnMigration } from '#platform/columns'
import { sampleHour } from './storage/sample-time.ts'

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
const sampleOrder = `order by (workspace_id, metric_hash, ${sampleHour}, series_id, at)`

/**
 * For a copy of the tables that is made one after the other while samples come in. Which hours are made is copied before
 * their rows, so that no hour lacks them; marks after the samples that they tell of, so that an hour into which one came
 * meanwhile does not hold (ADR 0053).
 */
export const columnOrder = { first: ['metric_made_hours', 'metric_hour_parts'], last: ['metric_hour_marks'] } as const

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
      ${sampleOrder}
      settings ${durableMergeTree}`,
      `create table if not exists metric_histograms (
        ${key},
        histogram String codec(ZSTD(1))
      )
      engine = ReplacingMergeTree
      ${partition('at')}
      ${sampleOrder}
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
  {
    name: '0226_metric_starts',
    // 1970: none. A part without any keeps nothing of the column, and a start that stays the same costs 0.01 bytes a
    // sample (measured); a distance to the sample's own time would grow with each.
    up: ['metric_samples', 'metric_histograms'].map(
      (table) =>
        `alter table ${table} add column if not exists start_at DateTime64(3, 'UTC') default 0 codec(Delta, ZSTD(1))`,
    ),
  },
  {
    name: '0227_metric_roll_ups',
    up: [
      ...['metric_hours', 'metric_five_minutes'].map(
        // `at` is the start of a bucket, so that none outlives the first of its samples. Which version of an hour holds
        // is said by metric_made_hours; a later one takes the place of an earlier one (ADR 0053).
        (table) => `create table if not exists ${table} (
          workspace_id LowCardinality(String),
          project_id LowCardinality(String),
          metric_hash UInt32,
          series_id UInt64,
          at DateTime('UTC') codec(DoubleDelta, ZSTD(1)),
          kept_days UInt16 codec(ZSTD(1)),
          version UInt64 codec(ZSTD(1)),
          is_odd Bool codec(ZSTD(1)),
          start_at DateTime64(3, 'UTC') codec(Delta, ZSTD(1)),
          has_starts Bool codec(ZSTD(1)),
          shape UInt8 codec(ZSTD(1)),
          samples UInt32 codec(Delta, ZSTD(1)),
          first_ms UInt32 codec(Delta, ZSTD(1)),
          last_ms UInt32 codec(Delta, ZSTD(1)),
          stale_ms UInt32 codec(ZSTD(1)),
          first_value Float64 codec(Delta, ZSTD(1)),
          last_value Float64 codec(Delta, ZSTD(1)),
          value_sum Float64 codec(Delta, ZSTD(1)),
          value_min Float64 codec(Delta, ZSTD(1)),
          value_max Float64 codec(Delta, ZSTD(1)),
          fallen Float64 codec(ZSTD(1)),
          resets UInt32 codec(ZSTD(1)),
          changes UInt32 codec(Delta, ZSTD(1))
        )
        engine = ReplacingMergeTree(version)
        ${partition('at')}
        ${order}
        settings ${durableMergeTree}`,
      ),
      // How often samples were written into an hour that might have been made, before they were.
      `create table if not exists metric_hour_marks (
        workspace_id LowCardinality(String),
        hour DateTime('UTC'),
        marks SimpleAggregateFunction(sum, UInt64),
        marked_at SimpleAggregateFunction(max, DateTime('UTC'))
      )
      engine = AggregatingMergeTree
      partition by toYYYYMM(hour)
      order by (workspace_id, hour)
      settings ${durableMergeTree}`,
      // What was made when an hour had so many marks (`version`) holds as long as it has as many.
      `create table if not exists metric_made_hours (
        workspace_id LowCardinality(String),
        hour DateTime('UTC'),
        version UInt64
      )
      engine = ReplacingMergeTree(version)
      partition by toYYYYMM(hour)
      order by (workspace_id, hour)
      settings ${durableMergeTree}`,
    ],
  },
  {
    name: '0230_metric_hour_parts',
    up: [
      // How far an hour is rolled up that is too large for one statement: hashes of metrics by their upper bits, and of
      // the last of these the ids. Of no use any more when the hour is made, or has another number of marks.
      `create table if not exists metric_hour_parts (
        workspace_id LowCardinality(String),
        hour DateTime('UTC'),
        version UInt64,
        done_bucket UInt16,
        done_id UInt64
      )
      engine = ReplacingMergeTree
      partition by toYYYYMM(hour)
      order by (workspace_id, hour, version, done_bucket, done_id)
      settings ${durableMergeTree}`,
    ],
  },
  {
    name: '0232_metric_merges',
    up: [],
    // Merging is most of what a sample costs the store: few merges of many parts write it fewer times than many of few.
    // Measured over 15 million samples in parts of 64,000 rows: each was merged 3.8 times with 32 parts at once, 2.0 times
    // with 64. What lowers the most that a merge may take when there are many parts must not lower it below that.
    tuning: [
      { table: 'metric_samples', setting: 'min_parts_to_merge_at_once', value: 64 },
      {
        table: 'metric_samples',
        setting: 'merge_selector_enable_heuristic_to_lower_max_parts_to_merge_at_once',
        value: 0,
      },
    ],
  },
]
