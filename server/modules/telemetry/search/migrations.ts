import type { ColumnMigration } from '#platform/columns'
import { eventTerms } from './terms.ts'

/** A question asks every part, and then reads some twenty columns of each that answers: a day that is over is one. */
export const daysInOnePart = (table: 'events' | 'logs'): string =>
  `alter table ${table} modify setting min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1`

export const columnMigrations: ColumnMigration[] = [
  {
    name: '0173_event_search',
    up: [
      // Rows from before have what their columns say.
      `alter table events add column if not exists search_text String
        default if(title = '', '', lowerUTF8(concat(title, ' ', culprit, ' ', route))) codec(ZSTD(1))`,
      `alter table events add index if not exists events_words search_text type text(tokenizer = 'splitByNonAlpha')`,
      `alter table events add index if not exists events_terms ${eventTerms} type text(tokenizer = 'array')`,
      `alter table events add index if not exists events_by_time occurred_at type minmax`,
      `alter table events add index if not exists events_by_trace trace_id type bloom_filter(0.01)`,
      // In the background: until a part has its turn, its texts are read.
      `alter table events materialize column search_text`,
      `alter table events materialize index if exists events_words`,
      `alter table events materialize index if exists events_terms`,
      `alter table events materialize index if exists events_by_time`,
      `alter table events materialize index if exists events_by_trace`,
    ],
  },
  { name: '0189_event_days_in_one_part', up: [daysInOnePart('events')] },
]
