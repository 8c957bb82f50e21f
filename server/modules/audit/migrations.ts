import { tenancy, type Migration } from '#platform/database'

/** Entries go only where a signed checkpoint has taken their place, or together with their workspace. */
const truncation = `
  workspace_id = nullif(current_setting('watchword.purged_workspace_id', true), '')
  or exists (select from audit_checkpoints kept
    where kept.workspace_id = audit_entries.workspace_id and kept.number >= audit_entries.number)`

export const migrations: Migration[] = [
  {
    name: '0120_audit',
    up: `
      create table audit_checkpoints (
        workspace_id text not null,
        number bigint not null,
        hash text not null,
        at timestamptz not null,
        public_key text not null,
        key_id text not null,
        signature text not null,
        primary key (workspace_id, number)
      );
      ${appendOnly('audit_checkpoints', ['workspace_id', 'number', 'at'])}

      -- The chain. What may have to be erased (names, changes, addresses) lies beside it, and of it only salted digests
      -- are in here, so that erasing leaves every hash as it is.
      create table audit_entries (
        workspace_id text not null,
        number bigint not null check (number > 0),
        at timestamptz not null,
        actor_reference text not null,
        action text not null,
        target_id text not null,
        change_digest text,
        origin_digest text,
        previous_hash text not null,
        hash text not null,
        primary key (workspace_id, number)
      );
      create index audit_entries_by_actor on audit_entries (workspace_id, actor_reference, number desc);
      create index audit_entries_by_target on audit_entries (workspace_id, target_id, number desc);
      create index audit_entries_by_time on audit_entries (workspace_id, at);
      ${appendOnly('audit_entries', ['workspace_id', 'number', 'at', 'actor_reference', 'target_id'], truncation)}

      create function refuse_audit_change() returns trigger language plpgsql as $$
        begin raise exception 'audit entries are only ever appended'; end $$;
      create trigger append_only before update or truncate on audit_entries
        for each statement execute function refuse_audit_change();

      create table audit_changes (
        workspace_id text not null,
        number bigint not null,
        salt text not null,
        before jsonb,
        after jsonb,
        primary key (workspace_id, number),
        foreign key (workspace_id, number) references audit_entries on delete cascade
      );
      ${appendOnly('audit_changes', ['workspace_id', 'number'])}

      create table audit_origins (
        workspace_id text not null,
        number bigint not null,
        salt text not null,
        remote_address text not null,
        user_agent text not null,
        primary key (workspace_id, number),
        foreign key (workspace_id, number) references audit_entries on delete cascade
      );
      ${appendOnly('audit_origins', ['workspace_id', 'number'])}

      -- One reference for each person or key of a workspace. Without the row nobody can tell whose it was.
      create table audit_people (
        workspace_id text not null,
        reference text not null,
        salt text not null,
        actor_kind text not null check (actor_kind in ('user', 'apiKey', 'ingestKey', 'system')),
        actor_id text not null,
        name text not null,
        primary key (workspace_id, reference),
        unique (workspace_id, actor_kind, actor_id)
      );
      create index audit_people_by_actor on audit_people (actor_kind, actor_id);
      ${appendOnly('audit_people', ['workspace_id', 'reference', 'actor_kind', 'actor_id'])}
      grant update (name) on audit_people to watchword_app;

      -- The last entry of each workspace; whoever appends locks it until the end of the transaction.
      create table audit_heads (
        workspace_id text primary key,
        number bigint not null,
        hash text not null
      );
      ${appendOnly('audit_heads', ['workspace_id', 'number'])}
      grant update (number, hash) on audit_heads to watchword_app;
      -- The platform may lock a head, so that nothing is appended meanwhile, and can change none.
      grant update (number) on audit_heads to watchword_platform;
      create policy lock on audit_heads for update to watchword_platform using (true) with check (false);
    `,
  },
  {
    name: '0165b_corrected_names',
    up: `
      -- A name that a person corrects is corrected wherever they acted. The chain holds the reference alone.
      grant update (name) on audit_people to watchword_platform;
      create policy correction on audit_people for update to watchword_platform using (true) with check (true);
    `,
  },
]

/**
 * A workspace reads its own rows and adds to them, and can neither change nor delete one. The platform's own role
 * deletes, for erasure and by age, and reads only what tells it which rows.
 */
function appendOnly(table: string, platformReads: string[], removable = 'true'): string {
  return `
    ${tenancy(table, { platformReads })}
    revoke update, delete on ${table} from watchword_app;
    grant delete on ${table} to watchword_platform;
    create policy removal on ${table} for delete to watchword_platform using (${removable});`
}
