/** The owners of a workspace are told that an authority asked for its data: at once, or when nothing forbids it any more. */
import { findPeople, sendOnce } from '#modules/users'
import { findWorkspaces, listOwners } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { newId } from '#platform/ids'
import { definePlatformJob, enqueueForPlatform, type PlatformJob } from '#platform/jobs'
import { z } from 'zod'
import { message } from '../mail.ts'
import { recordForOperators, recordInWorkspace, type By } from '../record.ts'
import type { LegalRequest } from './legal-request.ts'
import * as repo from './repo.ts'

const limit = 100

/** What was under a gag that is over. Two that run at once share the work. */
export async function tellOfLegalRequests(services: Services): Promise<void> {
  if (!services.policy.inForce().legalRequests.notice) return
  await inPlatformTransaction(services, async (tx) => {
    const clock: By = { person: null, requestId: newId('run', tx.now()), origin: null }
    for (const request of await repo.lockUntold(tx, limit)) {
      const told = await tellWorkspace(tx, request, clock)
      const after = { workspaceId: told.workspaceId, toldAt: told.toldAt }
      await recordForOperators(tx, clock, 'legalRequest.told', { targetId: told.id, after })
    }
  })
}

/** A mail to each owner, and an entry in the workspace's own audit log. */
export async function tellWorkspace(tx: PlatformTx, request: LegalRequest, by: By): Promise<LegalRequest> {
  const told = { ...request, toldAt: tx.now() }
  await repo.updateRequest(tx, told)
  // Whose workspace is gone meanwhile has nobody left to tell, and nothing to hand over.
  if (!(await findWorkspaces(tx, [request.workspaceId])).has(request.workspaceId)) return told
  for (const { userId } of await listOwners(tx, [request.workspaceId])) {
    await repo.insertNotice(tx, request.id, userId)
    await enqueueForPlatform(tx, mailLegalRequest, { requestId: request.id, userId })
  }
  const after = { authority: request.authority, reference: request.reference, receivedAt: request.receivedAt }
  await recordInWorkspace(tx, request.workspaceId, by, 'legalRequest.told', { targetId: request.id, after })
  return told
}

const input = z.object({ requestId: z.string(), userId: z.string() })

export const mailLegalRequest: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'privacy.mailLegalRequest',
  purpose: 'compliance',
  reads: ['C32'],
  input,
  handle: send,
})

async function send(services: Services, { requestId, userId }: z.infer<typeof input>): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const [request, notice] = [await repo.findRequest(tx, requestId), await repo.findNotice(tx, requestId, userId)]
    const person = (await findPeople(tx, [userId])).get(userId)
    const workspace = request && (await findWorkspaces(tx, [request.workspaceId])).get(request.workspaceId)
    return request && notice && !notice.sentAt && person && workspace ? { request, person, workspace } : undefined
  })
  if (!found) return
  const { request, person, workspace } = found
  const to = { address: person.email, id: `${requestId}-${userId}`, workspaceId: workspace.id }
  const content = {
    title: 'An authority asked for data of your workspace',
    paragraphs: [
      `We received a request of an authority that concerns your workspace “${workspace.name}”.`,
      {
        table: [
          ['Authority', request.authority],
          ['Its reference', request.reference],
          ['Received', request.receivedAt.toISOString().slice(0, 10)],
          ...(request.gagUntil ? [['Not to be told before', request.gagUntil.toISOString().slice(0, 10)]] : []),
        ] as [string, string][],
      },
      'What it asks for:',
      { quote: request.asked },
    ],
    footer: ['You get this because you own the workspace. It cannot be turned off.'],
  }
  await sendOnce(services, message(services, to, content))
  await inPlatformTransaction(services, (tx) => repo.markSent(tx, requestId, userId))
}
