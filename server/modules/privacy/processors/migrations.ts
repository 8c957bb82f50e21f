import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0167_egress_contacts',
    up: `
      -- Whom the program called, and whom it refused to call: counted by day, and nothing of what was sent.
      create table egress_contacts (
        recipient_kind text not null check (recipient_kind in ('processor', 'workspace', 'signIn')),
        -- Of the processor or the provider; '' for a destination of a workspace, whose host is not written down either.
        recipient_id text not null,
        host text not null,
        purpose text not null,
        -- answered, failed, or why it was refused.
        outcome text not null,
        day date not null,
        count bigint not null,
        first_at timestamptz not null,
        last_at timestamptz not null,
        primary key (recipient_kind, recipient_id, host, purpose, outcome, day)
      );
      create index egress_contacts_by_age on egress_contacts (last_at);
      alter table egress_contacts enable row level security;
      alter table egress_contacts force row level security;
      create policy platform on egress_contacts to watchword_platform using (true) with check (true);
      grant select, insert, update on egress_contacts to watchword_platform;
    `,
  },
]
