import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0173_log_templates',
    up: `
      create table log_templates (
        workspace_id text not null,
        project_id text not null,
        id text not null,
        -- Counts up in the order of their making.
        number bigint not null,
        -- Counts up with every change of a project's templates: what another process has not read yet.
        version bigint not null,
        source text not null check (source in ('mined', 'sender')),
        -- Parts of a line; U+0001 and U+0002 stand where it varies.
        pattern text not null,
        -- It turned out to be a form of that one.
        merged_into text,
        line_count bigint not null,
        first_seen_at timestamptz not null,
        last_seen_at timestamptz not null,
        primary key (workspace_id, project_id, id)
      );
      create index log_templates_by_version on log_templates (workspace_id, project_id, version);
      create index log_templates_by_last_seen on log_templates (workspace_id, last_seen_at, id);
      ${tenancy('log_templates')}
    `,
  },
]
