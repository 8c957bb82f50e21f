import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0174_grouping',
    up: `
      -- How a project groups: a version of the algorithm and the project's rules. Rows are added and never changed; the
      -- one with the highest number is in force.
      create table grouping_revisions (
        workspace_id text not null,
        project_id text not null,
        number integer not null check (number > 0),
        version integer not null check (version > 0),
        rules text not null,
        transition text not null check (transition in ('continue', 'separate')),
        created_at timestamptz not null,
        created_by text,
        primary key (workspace_id, project_id, number),
        foreign key (workspace_id, project_id) references projects on delete cascade
      );
      ${tenancy('grouping_revisions')}

      -- Projects that have had events were grouped by the first version, and stay on it until somebody decides.
      alter table projects no force row level security;
      alter table grouping_revisions no force row level security;
      insert into grouping_revisions (workspace_id, project_id, number, version, rules, transition, created_at)
        select workspace_id, id, 1, 1, '', 'continue', first_event_at from projects where first_event_at is not null;
      alter table grouping_revisions force row level security;
      alter table projects force row level security;
    `,
  },
]
