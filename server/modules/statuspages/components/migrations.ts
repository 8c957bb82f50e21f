import { tenancy, type Migration } from '#platform/database'

const recordedStatus = `in ('operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance', 'unknown')`

export const migrations: Migration[] = [
  {
    name: '0190_component_groups_and_states',
    up: `
      create table component_groups (
        id text not null,
        workspace_id text not null,
        page_id text not null,
        name text not null,
        description text not null,
        -- Of one numbering with the page's components: a group comes right before those that stand in it.
        position integer not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        primary key (workspace_id, id),
        foreign key (workspace_id, page_id) references status_pages on delete cascade
      );
      create index component_groups_by_page on component_groups (workspace_id, page_id, position);
      ${tenancy('component_groups')}

      alter table components
        add column group_id text,
        add column showcase boolean not null default true,
        add column start_date date,
        add column only_show_if_degraded boolean not null default false,
        add column hidden boolean not null default false,
        add column unknown_since timestamptz,
        -- Goes up when past states are rewritten; sums of days that were kept of an older one do not count.
        add column history_version integer not null default 1,
        add foreign key (workspace_id, group_id) references component_groups on delete set null (group_id);
      create index components_by_group on components (workspace_id, group_id) where group_id is not null;

      create table component_needs (
        workspace_id text not null,
        component_id text not null,
        needs_id text not null check (needs_id <> component_id),
        primary key (workspace_id, component_id, needs_id),
        foreign key (workspace_id, component_id) references components on delete cascade,
        foreign key (workspace_id, needs_id) references components on delete cascade
      );
      create index component_needs_by_needed on component_needs (workspace_id, needs_id);
      ${tenancy('component_needs')}

      create table component_states (
        workspace_id text not null,
        component_id text not null,
        -- Half-open: [started_at, ended_at); intervals of a component never overlap.
        started_at timestamptz not null,
        ended_at timestamptz check (ended_at > started_at),
        status text not null check (status ${recordedStatus}),
        cause_kind text not null check (cause_kind in ('person', 'report', 'monitor', 'maintenance', 'import')),
        cause_id text,
        corrected_at timestamptz,
        primary key (workspace_id, component_id, started_at),
        foreign key (workspace_id, component_id) references components on delete cascade
      );
      create unique index component_states_open on component_states (workspace_id, component_id)
        where ended_at is null;
      ${tenancy('component_states')}

      -- Each change of a state has moved updated_at, so the present one has lasted since then at least. What was before
      -- is not known. The owner sees these rows while the policy does not bind it.
      alter table components no force row level security;
      alter table component_states no force row level security;
      insert into component_states (workspace_id, component_id, started_at, status, cause_kind)
        select workspace_id, id, updated_at, status, 'person' from components;
      alter table component_states force row level security;
      alter table components force row level security;
    `,
  },
  {
    name: '0216_group_figures',
    up: `
      -- A group is up while all of its components are, or while any of them is.
      alter table component_groups
        add column up_when text not null default 'all' check (up_when in ('all', 'any'));
    `,
  },
]
