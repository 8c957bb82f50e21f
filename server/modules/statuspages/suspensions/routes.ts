import { z } from 'zod'
import { id, longText, pageOf, personEndpoint, timestamp } from '#platform/http'
import { listSuspendedPages, suspendPage, unsuspendPage } from './suspend-page.ts'

const ShortId = z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits')
const Slug = z.string().regex(/^[a-z0-9-]{1,63}$/, 'expected the name of a page as in its address')
/** A sentence or two, for its members to read. */
const Reason = longText.max(500, 'must not be longer than 500 characters')

const SuspendedBody = z.object({
  pageId: ShortId,
  slug: z.string(),
  workspace: z.object({ id: id('wks'), slug: z.string(), name: z.string() }).nullable(),
  reason: z.string(),
  suspendedAt: timestamp,
})

export const endpoints = [
  personEndpoint({
    operationId: 'listSuspendedPages',
    summary: 'Staff: the status pages that were taken from the public',
    description: 'The latest first, at most 500. Needs a second factor and freshness.',
    method: 'get',
    path: '/staff/suspended-pages',
    response: pageOf(SuspendedBody),
    handle: async (ctx) => ({ items: await listSuspendedPages(ctx), nextCursor: null }),
  }),
  personEndpoint({
    operationId: 'suspendPage',
    summary: 'Staff: take a status page from the public',
    description:
      'To everybody it is as if there was no page. Its members see the reason, and their audit log has who did it. ' +
      '409: it is suspended already. Needs a second factor and freshness.',
    method: 'post',
    path: '/staff/suspended-pages',
    body: z.object({ slug: Slug, reason: Reason }),
    response: SuspendedBody,
    status: 201,
    handle: (ctx, { body }) => suspendPage(ctx, body),
  }),
  personEndpoint({
    operationId: 'unsuspendPage',
    summary: 'Staff: give a status page back to its public',
    description: 'Needs a second factor and freshness.',
    method: 'delete',
    path: '/staff/suspended-pages/{pageId}',
    params: z.object({ pageId: ShortId }),
    handle: (ctx, { params }) => unsuspendPage(ctx, params.pageId),
  }),
]
