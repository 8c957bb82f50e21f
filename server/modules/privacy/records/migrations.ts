import type { Migration } from '#platform/database'

export const migrations: Migration[] = [
  {
    name: '0167b_evidence_records',
    up: `
      -- Dated evidence of what no program can prove. What stands here is not changed, only withdrawn with a reason.
      create table evidence_records (
        id text primary key,
        kind text not null,
        about text,
        what text not null,
        happened_on date not null,
        done_by text not null,
        valid_until date not null check (valid_until >= happened_on),
        document_sha256 text check (document_sha256 ~ '^[0-9a-f]{64}$'),
        reference text,
        recorded_at timestamptz not null,
        recorded_by text,
        withdrawn_at timestamptz,
        withdrawn_reason text,
        withdrawn_by text,
        check ((withdrawn_at is null) = (withdrawn_reason is null))
      );
      create index evidence_records_by_kind on evidence_records (kind, recorded_at desc);
      alter table evidence_records enable row level security;
      alter table evidence_records force row level security;
      create policy platform on evidence_records to watchword_platform using (true) with check (true);
      grant select, insert, update (withdrawn_at, withdrawn_reason, withdrawn_by) on evidence_records to watchword_platform;
    `,
  },
]
