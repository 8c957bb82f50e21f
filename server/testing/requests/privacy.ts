/** Valid requests of the endpoints of what the privacy engine does in a workspace. */
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import { at, made, project, type Make } from './make.ts'

export const privacyRequests: Record<string, Make> = {
  listProcessors: () => at('/processors'),
  startWorkspaceExport: () => at('/workspace/exports'),
  listWorkspaceExports: () => at('/workspace/exports'),
  getWorkspaceExport: async (ctx) => at(`/workspace/exports/${(await made(ctx, 'POST', '/workspace/exports')).id}`),
  getRetention: () => at('/retention'),
  getProjectRetention: async (ctx) => at(`/projects/${await project(ctx)}/retention`),
  setProjectRetention: async (ctx) => at(`/projects/${await project(ctx)}/retention`, { payloadDays: 20 }),
  listWorkspacePrivacyRequests: () => at('/privacy-requests'),
  answerWorkspacePrivacyRequest: async (ctx) =>
    at(`/privacy-requests/${await privacyRequest(ctx)}/answers`, { outcome: 'done', text: 'It is gone.' }),
}

/** As the desk passes it on. */
async function privacyRequest(ctx: Context): Promise<string> {
  const now = ctx.now()
  const id = newId('pwr', now)
  await inTransaction(ctx, ({ db, workspaceId }) =>
    db
      .insertInto('workspacePrivacyRequests')
      .values({
        ...{
          id,
          workspaceId,
          requestId: newId('prq', now),
          type: 'deletion',
          address: 'eve@example.com',
          message: null,
        },
        ...{ receivedAt: now, dueAt: now, answeredAt: null, outcome: null, answer: null },
      })
      .execute(),
  )
  return id
}
