import { Readable } from 'node:stream'
import { z } from 'zod'
import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { forbidden, invalidRequest, notFound, unauthenticated } from '#platform/errors'
import { endpoint, id, timestamp, type Authenticate, type Route } from '#platform/http'
import { blobKey, contentDisposition, type Attachment } from './attachment.ts'
import * as repo from './repo.ts'

const AttachmentBody = z
  .object({
    id: id('att'),
    projectId: id('prj'),
    eventId: z.string(),
    receivedAt: timestamp,
    sizeBytes: z.number().int(),
    fileName: z.string(),
    contentType: z.string(),
    removed: z.boolean().meta({ description: 'By age; its name went with it' }),
  })
  .meta({ id: 'Attachment' })

export const endpoints = [
  endpoint({
    operationId: 'listAttachments',
    summary: 'List the files that came with an event',
    method: 'get',
    path: '/attachments',
    permission: 'incidents.read',
    query: z.object({
      projectId: id('prj'),
      eventId: z.string().regex(/^[0-9a-f]{32}$/, 'expected an event id'),
    }),
    response: z.object({ items: z.array(AttachmentBody) }),
    handle: async (ctx, { query }) => ({ items: (await listAttachments(ctx, query)).map(describe) }),
  }),
]

const describe = ({ state, ...attachment }: Attachment) => ({ ...attachment, removed: state === 'removed' })

async function listAttachments(
  ctx: Context,
  { projectId, eventId }: { projectId: string; eventId: string },
): Promise<Attachment[]> {
  requirePermission(ctx, 'incidents.read')
  const found = await inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    return repo.listOfEvent(tx, projectId, eventId)
  })
  return found.filter(({ state }) => state !== 'writing')
}

/** Throws not_found for another workspace's file, for one that was removed, and for none, in the same words. */
async function getAttachment(ctx: Context, attachmentId: string): Promise<Attachment> {
  requirePermission(ctx, 'incidents.read')
  const found = await inTransaction(ctx, (tx) => repo.find(tx, attachmentId))
  // Pruned and not yet removed: it is gone for whoever asks.
  if (found?.state !== 'kept' || found.fileName === '') throw notFound('attachment')
  return found
}

/**
 * The file as it was sent, for saving: a browser neither shows nor runs nor guesses what it is, because whoever sent the
 * event chose its content.
 */
export function attachmentRoute(authenticate: Authenticate): Route {
  return {
    name: 'fetchAttachment',
    methods: ['GET'],
    path: '/api/v1/attachments/{attachmentId}/file',
    handle: async (services, request) => {
      if (request.headers.get('sec-fetch-site') === 'cross-site') throw forbidden('this request came from another site')
      const { ctx, person } = await authenticate(services, request)
      if (!ctx) {
        throw person
          ? invalidRequest('name the workspace in the header watchword-workspace, or as ?workspace=')
          : unauthenticated()
      }
      const { id: attachmentId, fileName } = await getAttachment(ctx, request.params['attachmentId'] ?? '')
      const { body, sizeBytes } = await ctx.blobs.get(blobKey(ctx.workspaceId, attachmentId))
      return new Response(Readable.toWeb(body), {
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': String(sizeBytes),
          'content-disposition': contentDisposition(fileName),
          'content-security-policy': "default-src 'none'; sandbox",
          'x-content-type-options': 'nosniff',
          'cache-control': 'private, no-store',
        },
      })
    },
  }
}
