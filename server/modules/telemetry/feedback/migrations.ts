import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0171b_feedback',
    up: `
      -- What people said about what went wrong.
      create table feedback (
        id text not null,
        workspace_id text not null,
        project_id text not null,
        -- Of the event that it is about.
        event_id text,
        received_at timestamptz not null,
        name text,
        email text,
        message text not null,
        url text,
        release text,
        environment text,
        trace_id text,
        -- Over what was said, so that a request that is sent again says nothing twice.
        digest text not null,
        primary key (workspace_id, id),
        unique (workspace_id, project_id, digest)
      );
      create index feedback_by_time on feedback (workspace_id, received_at desc, id desc);
      create index feedback_by_event on feedback (workspace_id, project_id, event_id);
      ${tenancy('feedback')}
    `,
  },
]
