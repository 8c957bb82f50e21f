import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0239_metric_limits',
    up: `
      -- A workspace without a row, and a column without a value: as much as the server takes.
      create table metric_limits (
        workspace_id text primary key references workspaces (id) on delete cascade,
        series_per_day integer check (series_per_day > 0),
        labels_per_series integer check (labels_per_series > 0),
        samples_per_second integer check (samples_per_second > 0),
        past_seconds integer check (past_seconds > 0),
        updated_at timestamptz not null
      );
      ${tenancy('metric_limits')}
    `,
  },
]
