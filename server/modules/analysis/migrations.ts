import { tenancy, type Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0178_analyses',
    up: `
      -- What was said of an incident, from which evidence. Its key makes "once for each digest" true, whoever asks and
      -- however often.
      create table analyses (
        id text not null,
        workspace_id text not null,
        incident_id text not null,
        source text not null check (source in ('rules', 'model')),
        digest text not null,
        -- Of the analyser, or of the instructions to the model.
        version integer not null,
        state text not null check (state in ('running', 'done', 'abstained', 'failed')),
        -- Why nothing was said.
        reason text,
        -- What the digest was made of; the next one is compared with it.
        material jsonb,
        result jsonb,
        -- Of the model alone: which one, exactly what it was sent, and what it used.
        model text,
        sent text,
        tokens bigint not null default 0,
        created_at timestamptz not null,
        finished_at timestamptz,
        mark text check (mark in ('right', 'wrong')),
        marked_at timestamptz,
        marked_by text,
        primary key (workspace_id, id),
        unique (workspace_id, incident_id, source, digest, version)
      );
      create index analyses_by_incident on analyses (workspace_id, incident_id, created_at desc);
      ${tenancy('analyses')}

      create table analysis_settings (
        workspace_id text primary key,
        enabled boolean not null,
        provider text not null check (provider in ('openaiCompatible', 'anthropic')),
        base_url text not null,
        model text not null,
        api_key text,
        evidence text not null check (evidence in ('withoutValues', 'all')),
        minimum_events integer not null,
        monthly_calls integer not null,
        monthly_tokens bigint not null,
        updated_at timestamptz not null
      );
      ${tenancy('analysis_settings')}

      -- What models were asked and used, and what is set aside for answers that have not come.
      create table analysis_usage (
        workspace_id text not null,
        month date not null,
        calls integer not null,
        tokens bigint not null,
        primary key (workspace_id, month)
      );
      ${tenancy('analysis_usage')}
    `,
  },
]
