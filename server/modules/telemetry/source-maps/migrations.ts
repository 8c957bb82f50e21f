import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0177_source_maps',
    up: `
      -- Pieces of bundles that are being uploaded. The checksum is ours, over the bytes that came.
      create table upload_chunks (
        workspace_id text not null references workspaces on delete cascade,
        id text not null,
        checksum text not null,
        size_bytes integer not null,
        created_at timestamptz not null,
        -- Null: its file is not there yet, or not any more.
        stored_at timestamptz,
        primary key (workspace_id, id)
      );
      create unique index upload_chunks_by_checksum on upload_chunks (workspace_id, checksum);
      create index upload_chunks_by_age on upload_chunks (created_at);
      ${tenancy('upload_chunks', { platformReads: ['workspace_id', 'created_at'] })}

      -- What was uploaded into a project, and what came of it.
      create table source_map_uploads (
        workspace_id text not null,
        id text not null,
        project_id text not null,
        checksum text not null,
        release text,
        distribution text,
        state text not null check (state in ('created', 'assembling', 'ok', 'error')),
        -- Why it could not be used.
        detail text,
        warnings jsonb not null,
        chunks text[] not null,
        -- The maps that came of it.
        map_ids text[] not null,
        created_at timestamptz not null,
        changed_at timestamptz not null,
        primary key (workspace_id, id),
        foreign key (workspace_id, project_id) references projects on delete cascade
      );
      create unique index source_map_uploads_once on source_map_uploads
        (workspace_id, project_id, checksum, coalesce(release, ''), coalesce(distribution, ''));
      create index source_map_uploads_by_age on source_map_uploads (changed_at);
      ${tenancy('source_map_uploads')}

      -- Files, each content once in a project. What is to go is ended first, then its file, then the row.
      create table source_map_files (
        workspace_id text not null,
        id text not null,
        project_id text not null,
        -- SHA-256 of what was uploaded.
        digest text not null,
        -- Compressed, as it is kept.
        size_bytes bigint not null,
        created_at timestamptz not null,
        stored_at timestamptz,
        ended_at timestamptz,
        primary key (workspace_id, id),
        foreign key (workspace_id, project_id) references projects on delete cascade
      );
      create unique index source_map_files_once on source_map_files (workspace_id, project_id, digest)
        where ended_at is null;
      ${tenancy('source_map_files', {
        platformReads: ['workspace_id', 'id', 'created_at', 'stored_at', 'ended_at'],
      })}

      create table source_maps (
        workspace_id text not null,
        id text not null,
        project_id text not null,
        -- 32 hex digits; null for what is found by its release and address alone.
        debug_id text,
        release text,
        distribution text,
        -- Of the script: '~/assets/app.min.js', or of the map where the script did not come along.
        url text not null,
        map_file_id text not null,
        script_file_id text,
        -- Decompressed, of the map.
        size_bytes bigint not null,
        created_at timestamptz not null,
        -- When an event last used it, else when it was uploaded.
        used_at timestamptz not null,
        use_count bigint not null,
        primary key (workspace_id, id),
        foreign key (workspace_id, project_id) references projects on delete cascade,
        foreign key (workspace_id, map_file_id) references source_map_files,
        foreign key (workspace_id, script_file_id) references source_map_files
      );
      create index source_maps_by_debug_id on source_maps (workspace_id, project_id, debug_id, id);
      create index source_maps_by_url on source_maps (workspace_id, project_id, release, url, id);
      create index source_maps_by_map_file on source_maps (workspace_id, map_file_id);
      create index source_maps_by_script_file on source_maps (workspace_id, script_file_id);
      create index source_maps_by_use on source_maps (used_at);
      ${tenancy('source_maps', { platformReads: ['workspace_id', 'used_at', 'map_file_id', 'script_file_id'] })}

      -- Debug ids that events named and nobody uploaded.
      create table source_map_misses (
        workspace_id text not null,
        project_id text not null,
        debug_id text not null,
        url text,
        release text,
        first_seen_at timestamptz not null,
        last_seen_at timestamptz not null,
        event_count bigint not null,
        primary key (workspace_id, project_id, debug_id),
        foreign key (workspace_id, project_id) references projects on delete cascade
      );
      ${tenancy('source_map_misses')}
    `,
  },
]
