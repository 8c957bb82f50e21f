import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0234_dashboards',
    up: `
      create table dashboards (
        id text not null,
        workspace_id text not null,
        title text not null,
        description text not null,
        tags text[] not null,
        folder text,
        -- As it came: keys that we do not know are kept.
        json jsonb not null,
        version integer not null,
        created_at timestamptz not null,
        created_by text not null,
        updated_at timestamptz not null,
        updated_by text not null,
        primary key (workspace_id, id)
      );
      ${tenancy('dashboards')}

      -- Each that was saved, the present one as well; the newest are kept.
      create table dashboard_versions (
        workspace_id text not null,
        dashboard_id text not null,
        version integer not null,
        json jsonb not null,
        size_bytes integer not null,
        message text not null,
        created_at timestamptz not null,
        created_by text not null,
        primary key (workspace_id, dashboard_id, version),
        foreign key (workspace_id, dashboard_id) references dashboards on delete cascade
      );
      ${tenancy('dashboard_versions')}

      -- Curated dashboards have stars too, and no row.
      create table dashboard_stars (
        workspace_id text not null,
        user_id text not null,
        dashboard_id text not null,
        primary key (workspace_id, user_id, dashboard_id)
      );
      ${tenancy('dashboard_stars')}
    `,
  },
  {
    name: '0235_dashboard_shares',
    up: `
      -- What is in the address of a link is derived from its id, and stored nowhere.
      create table dashboard_links (
        id text not null,
        workspace_id text not null,
        dashboard_id text not null,
        name text not null,
        -- {name: [values]}
        variables jsonb not null,
        longest_range_seconds integer not null,
        created_at timestamptz not null,
        created_by text not null,
        revoked_at timestamptz,
        revoked_by text,
        primary key (workspace_id, id),
        foreign key (workspace_id, dashboard_id) references dashboards on delete cascade
      );
      create unique index dashboard_links_by_id on dashboard_links (id);
      ${tenancy('dashboard_links', { platformReads: ['id', 'workspace_id', 'revoked_at'] })}

      create table dashboard_snapshots (
        id text not null,
        workspace_id text not null,
        dashboard_id text not null,
        name text not null,
        -- What is drawn, without what was asked.
        shown jsonb not null,
        variables jsonb not null,
        range_from timestamptz not null,
        range_to timestamptz not null,
        created_at timestamptz not null,
        created_by text not null,
        expires_at timestamptz not null,
        primary key (workspace_id, id),
        foreign key (workspace_id, dashboard_id) references dashboards on delete cascade
      );
      create unique index dashboard_snapshots_by_id on dashboard_snapshots (id);
      ${tenancy('dashboard_snapshots', { platformReads: ['id', 'workspace_id', 'expires_at'] })}

      create table dashboard_snapshot_panels (
        workspace_id text not null,
        snapshot_id text not null,
        -- Unique also among the copies that a variable makes of a panel.
        panel_key text not null,
        -- JSON, sent as it is.
        answer text not null,
        primary key (workspace_id, snapshot_id, panel_key),
        foreign key (workspace_id, snapshot_id) references dashboard_snapshots on delete cascade
      );
      ${tenancy('dashboard_snapshot_panels')}
    `,
  },
]
