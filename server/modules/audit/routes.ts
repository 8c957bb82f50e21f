import { z } from 'zod'
import { endpoint, pageOf, pageQuery, publicEndpoint, timestamp } from '#platform/http'
import type { AuditEntry } from './entry-repo.ts'
import { listAuditCheckpoints, listAuditEntries } from './list-entries.ts'
import { listAuditKeys } from './signing.ts'

/** What a filter compares with: no longer than what is stored, and nothing that the database refuses. */
const filterText = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters')
const filterTime = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .pipe(z.date())

const hash = z.string().regex(/^[0-9a-f]{64}$/)

const EntryBody = z.object({
  number: z.number().int().meta({ description: 'Counts up within the workspace, without a gap' }),
  at: timestamp,
  action: z.string().meta({ description: '`noun.pastTense`' }),
  targetId: z.string(),
  targetName: z.string().nullable().meta({ description: 'Of a person or key that has acted itself' }),
  actor: z
    .object({ kind: z.enum(['user', 'apiKey', 'ingestKey', 'system', 'erased']), id: z.string(), name: z.string() })
    .meta({ description: 'Of someone who was erased the id is a reference that leads nowhere' }),
  remoteAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  hash,
})

const CheckpointBody = z.object({
  number: z.number().int(),
  hash,
  at: timestamp,
  publicKey: z.string(),
  keyId: z.string(),
  signature: z.string(),
})

const KeyBody = z.object({
  algorithm: z.literal('Ed25519'),
  publicKey: z.string().meta({ description: '32 bytes in base64url' }),
  keyId: z.string().meta({ description: 'SHA-256 of the 32 bytes, in hex' }),
})

export const endpoints = [
  endpoint({
    operationId: 'listAuditEntries',
    summary: 'List who did what, newest first',
    method: 'get',
    path: '/audit-entries',
    permission: 'audit.read',
    query: pageQuery.extend({
      actor: filterText.optional().meta({ description: 'Id of a person or of a key, or `system`' }),
      action: filterText.optional().meta({ description: 'An action, or how it begins: `incident.`' }),
      target: filterText.optional().meta({ description: 'Id of what it was done to' }),
      from: filterTime.optional().meta({ description: 'Not before this time' }),
      to: filterTime.optional().meta({ description: 'Before this time' }),
    }),
    response: pageOf(EntryBody),
    handle: async (ctx, { query }) => {
      const page = await listAuditEntries(ctx, query)
      return { ...page, items: page.items.map(entryBody) }
    },
  }),
  endpoint({
    operationId: 'listAuditCheckpoints',
    summary: 'List the signed checkpoints of the audit log, newest first',
    method: 'get',
    path: '/audit-checkpoints',
    permission: 'audit.read',
    query: pageQuery,
    response: pageOf(CheckpointBody),
    handle: (ctx, { query }) => listAuditCheckpoints(ctx, query),
  }),
  publicEndpoint({
    operationId: 'getAuditKey',
    summary: 'Read the public key with which checkpoints and exports of the audit log are signed',
    method: 'get',
    path: '/audit-key',
    response: KeyBody.extend({
      previous: z.array(KeyBody).meta({ description: 'Those with which it was signed before' }),
    }),
    handle: (services) => Promise.resolve(listAuditKeys(services.vault)),
  }),
]

function entryBody({ actorReference, actorKind, actorId, actorName, before, after, ...entry }: AuditEntry) {
  return {
    ...entry,
    // A change is an object of fields, or was erased.
    before: before as Record<string, unknown> | null,
    after: after as Record<string, unknown> | null,
    actor:
      actorKind === null
        ? { kind: 'erased' as const, id: actorReference, name: '' }
        : { kind: actorKind, id: actorId ?? '', name: actorName ?? '' },
  }
}
