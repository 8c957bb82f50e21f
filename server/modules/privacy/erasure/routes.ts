import { z } from 'zod'
import { endpoint, id, personEndpoint, publicEndpoint, timestamp, type Endpoint } from '#platform/http'
import type { Facts } from '../facts.ts'
import { closeAccount, eraseAccount } from './close-account.ts'
import { getClosurePlan } from './closure-plan.ts'
import { listNotices, settleNotice } from './processor-notices.ts'
import { readReceipt } from './read-receipt.ts'
import { restoreAccount } from './restore-account.ts'
import { getDeletionPlan } from './workspace-deletions.ts'

const Going = z.object({ category: z.string(), what: z.string(), records: z.number().int() })
const LeftTo = Going.extend({ workspaceId: z.string(), name: z.string().nullable() })
const Staying = Going.extend({ why: z.string(), until: z.string(), untilAt: z.string().nullable() })
const Ends = z.array(z.object({ what: z.string(), untilAt: z.string() }))
const Summary = z.object({
  deleted: z.array(Going),
  anonymised: z.array(Going).meta({ description: 'Stays without anyone in it' }),
  stays: z.array(Staying),
  workspacesDecide: z.array(LeftTo).meta({ description: 'Content of workspaces, whose admins decide about it' }),
  held: z.boolean().meta({ description: 'Something must be kept for now, and goes as soon as it may' }),
  ends: Ends.meta({ description: 'What ends by itself' }),
})
const Times = z.object({ restorableUntil: timestamp.nullable(), deleteBy: timestamp })
const Secret = z.object({ secret: z.string().max(200).meta({ description: 'What stands behind the # of the link' }) })
const Confirmation = z.object({
  confirmation: z.string().max(300).meta({ description: 'One’s own address, typed' }),
})
const Begun = Times.extend({
  receiptSecret: z.string().meta({ description: 'Reads the receipt, later too: keep it, it is mailed as well' }),
})

const PlanBody = Summary.extend({
  close: Times,
  eraseNow: Times,
  mustHandOver: z.array(z.object({ id: id('wks'), slug: z.string(), name: z.string(), memberCount: z.number().int() })),
  processors: z.array(z.object({ name: z.string(), purpose: z.string() })),
})

const ReceiptBody = Summary.extend({
  id: id('ers'),
  kind: z.enum(['closure', 'erasure', 'address', 'workspace']),
  policyVersion: z.string(),
  requestedAt: z.string(),
  madeAt: z.string(),
  finishedAt: timestamp.nullable().meta({ description: 'Null while something is under a hold' }),
  processors: z.array(z.object({ name: z.string(), toldAt: timestamp.nullable(), confirmedAt: timestamp.nullable() })),
  signed: z
    .object({ content: z.string(), publicKey: z.string(), keyId: z.string(), signature: z.string() })
    .meta({ description: 'Ed25519 over the bytes of `content`, with the key of /audit-key' }),
})

const notice = z.object({ noticeId: id('pnt') })

export function createErasureEndpoints(facts: Facts): Endpoint[] {
  return [
    personEndpoint({
      operationId: 'getClosurePlan',
      summary: 'What would become of one’s data: what goes when, what stays, why and until when',
      description:
        'Changes nothing. The same plan is carried out when one closes or erases. 429 after 20 in 5 minutes.',
      method: 'get',
      path: '/user/closure-plan',
      response: PlanBody,
      handle: (ctx) => getClosurePlan(ctx, facts),
    }),
    personEndpoint({
      operationId: 'closeAccount',
      summary: 'Close one’s sign-in',
      description:
        'Access ends at once, the data goes after the time that the policy says, and until then a mailed link takes it ' +
        'back. Needs a fresh factor. 409 names the workspaces that one alone owns, or says that it is closed already.',
      method: 'post',
      path: '/user/closure',
      body: Confirmation,
      response: Begun,
      status: 202,
      handle: (ctx, { body }) => closeAccount(ctx, body),
    }),
    personEndpoint({
      operationId: 'eraseAccount',
      summary: 'Have everything about oneself erased now',
      description: 'Nothing takes it back. Needs a fresh factor. 409 as for closing.',
      method: 'post',
      path: '/user/erasure',
      body: Confirmation,
      response: Begun,
      status: 202,
      handle: (ctx, { body }) => eraseAccount(ctx, body),
    }),
    publicEndpoint({
      operationId: 'restoreAccount',
      summary: 'Take a closure back with the mailed link',
      description: '410 for a link that was never made, was used, came too late, or when the erasure has begun.',
      method: 'post',
      path: '/closures/restorations',
      body: Secret,
      handle: (services, { body }, request) => restoreAccount(services, body, request),
    }),
    publicEndpoint({
      operationId: 'lookUpErasureReceipt',
      summary: 'Read the receipt of an erasure with its link',
      description: 'The secret comes in the body, so that it is in no log. 410 for a link that opens nothing.',
      method: 'post',
      path: '/erasure-receipt-lookups',
      body: Secret,
      response: z.object({
        state: z.enum(['waiting', 'done']),
        deleteBy: timestamp.nullable(),
        receipt: ReceiptBody.nullable(),
      }),
      handle: (services, { body }, request) => readReceipt(services, body, request),
    }),
    endpoint({
      operationId: 'getDeletionPlan',
      summary: 'What would go with the workspace, and by when',
      method: 'get',
      path: '/workspace/deletion-plan',
      permission: 'workspace.admin',
      response: z.object({
        deleteBy: timestamp,
        deleted: z.array(Going),
        stays: z.array(Staying),
        held: z.boolean(),
        ends: Ends,
      }),
      handle: (ctx) => getDeletionPlan(ctx, facts),
    }),
    personEndpoint({
      operationId: 'listProcessorNotices',
      summary: 'Staff: processors that are to be told of an erasure',
      description: 'Open ones first; whom it is about until it is confirmed. Needs a second factor and freshness.',
      method: 'get',
      path: '/staff/processor-notices',
      response: z.object({
        items: z.array(
          z.object({
            id: id('pnt'),
            processorId: z.string(),
            processorName: z.string(),
            categories: z.array(z.string()),
            createdAt: timestamp,
            toldAt: timestamp.nullable(),
            confirmedAt: timestamp.nullable(),
            whom: z.object({ address: z.string().nullable(), userId: z.string().nullable() }).nullable(),
          }),
        ),
      }),
      handle: (ctx) => listNotices(ctx),
    }),
    personEndpoint({
      operationId: 'tellProcessor',
      summary: 'Staff: the processor was told',
      description: '409: confirmed already. Needs a second factor and freshness.',
      method: 'post',
      path: '/staff/processor-notices/{noticeId}/telling',
      params: notice,
      handle: (ctx, { params }) => settleNotice(ctx, params.noticeId, 'told'),
    }),
    personEndpoint({
      operationId: 'confirmProcessorErasure',
      summary: 'Staff: the processor has erased; whom it was about is forgotten',
      description: '409: confirmed already. Needs a second factor and freshness.',
      method: 'post',
      path: '/staff/processor-notices/{noticeId}/confirmation',
      params: notice,
      handle: (ctx, { params }) => settleNotice(ctx, params.noticeId, 'confirmed'),
    }),
  ]
}
