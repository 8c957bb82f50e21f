import type { PersonContext } from '#platform/context'
import { id, personEndpoint, shortText, timestamp } from '#platform/http'
import { z } from 'zod'
import { keepRecord, listRecords, withdrawRecord } from './keep-record.ts'
import { recordKinds, stateOf, type EvidenceRecord } from './record.ts'

const day = z.iso.date()
const about = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,40}$/, 'expected the id of a processor, or a region')
  .meta({ description: 'The processor, or the region, that it is about' })

const RecordInput = z.object({
  kind: z.enum(recordKinds),
  about: about.nullable().default(null),
  what: shortText.meta({ description: 'What was done or found' }),
  happenedOn: day,
  doneBy: shortText,
  validUntil: day.meta({ description: 'The last day on which it counts' }),
  documentSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits, as sha256sum prints them')
    .nullable()
    .default(null),
  reference: shortText.nullable().default(null).meta({ description: 'Where the document is' }),
})

const RecordBody = z.object({
  ...{ id: id('rec'), kind: z.enum(recordKinds), about: z.string().nullable(), what: z.string() },
  ...{ happenedOn: z.string(), doneBy: z.string(), validUntil: z.string() },
  ...{ documentSha256: z.string().nullable(), reference: z.string().nullable() },
  ...{ recordedAt: timestamp, recordedBy: z.string().nullable() },
  ...{ withdrawnAt: timestamp.nullable(), withdrawnReason: z.string().nullable(), withdrawnBy: z.string().nullable() },
  state: z.enum(['current', 'stale', 'withdrawn']),
})

const fresh = 'Needs a second factor and freshness.'

export const recordEndpoints = [
  personEndpoint({
    operationId: 'listRecords',
    summary: 'Staff: dated evidence of what no program can prove',
    description: `Newest first. A sentence whose evidence is stale is not published. ${fresh}`,
    method: 'get',
    path: '/staff/records',
    query: z.object({ kind: z.enum(recordKinds).optional() }),
    response: z.object({ items: z.array(RecordBody) }),
    handle: async (ctx, { query }) => ({ items: (await listRecords(ctx, query)).map((one) => describe(ctx, one)) }),
  }),
  personEndpoint({
    operationId: 'createRecord',
    summary: 'Staff: write down evidence',
    description: `What is written down is not changed; what was wrong is withdrawn. ${fresh}`,
    method: 'post',
    path: '/staff/records',
    body: RecordInput,
    response: RecordBody,
    status: 201,
    handle: async (ctx, { body }) => describe(ctx, await keepRecord(ctx, body)),
  }),
  personEndpoint({
    operationId: 'withdrawRecord',
    summary: 'Staff: withdraw evidence',
    description: `It counts for nothing from now on. 409: it is withdrawn already. ${fresh}`,
    method: 'post',
    path: '/staff/records/{recordId}/withdrawal',
    params: z.object({ recordId: id('rec') }),
    body: z.object({ reason: shortText }),
    response: RecordBody,
    handle: async (ctx, { params, body }) => describe(ctx, await withdrawRecord(ctx, params.recordId, body.reason)),
  }),
]

function describe(ctx: PersonContext, record: EvidenceRecord) {
  return { ...record, state: stateOf(record, ctx.now()) }
}
