import { addProject, createApiKey, createWorkspace } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inWorkspace } from '#platform/database'
import { conflict } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { newId } from '#platform/ids'
import * as repo from './repo.ts'
import { issueSession } from './sessions.ts'

export type SetUpInput = {
  name: string
  email: string
  password: string
  workspace: { name: string; slug: string }
}

export type SetUpResult = { workspaceId: string; projectId: string; dsn: string; ingestKey: string; apiKey: string }

export function isSetUp(services: Services): Promise<boolean> {
  return inPlatformTransaction(services, repo.isSetUp)
}

/**
 * Makes the first user, workspace, project and keys, and signs the user in. Works once in the life of an installation;
 * ever after, and for the slower of two at the same moment, it throws conflict.
 */
export async function setUp(services: Services, input: SetUpInput, request: PublicRequest): Promise<SetUpResult> {
  // Asked first so that a repeated call costs no password hash; the unique row below decides.
  if (await isSetUp(services)) throw conflict('this installation has already been set up')
  const passwordHash = await services.passwords.hash(input.password)
  const now = services.now()
  const userId = newId('usr', now)
  const workspaceId = newId('wks', now)
  const result = await inPlatformTransaction(services, async (platformTx) => {
    await repo.markSetUp(platformTx)
    await repo.insertUser(platformTx, {
      id: userId,
      email: input.email,
      name: input.name,
      passwordHash,
      createdAt: now,
      emailVerifiedAt: now,
    })
    const ctx = systemContext(services, workspaceId, request.requestId)
    return inWorkspace(platformTx, { ...ctx, actor: { kind: 'user', id: userId, name: input.name } }, async (tx) => {
      await createWorkspace(tx, { ...input.workspace, ownerId: userId })
      const project = await addProject(tx, 'My first project')
      const apiKey = await createApiKey(tx, 'Set-up')
      await recordActivity(tx, 'workspace.created', { subjectId: workspaceId })
      return { workspaceId, projectId: project.id, dsn: project.dsn ?? '', ingestKey: project.ingestKey ?? '', apiKey }
    })
  })
  await inPlatformTransaction(services, (tx) =>
    issueSession(tx, { userId, stage: 'complete', methods: ['password'] }, request),
  )
  return result
}
