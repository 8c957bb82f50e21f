import { addApiKey } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { newId } from '#platform/ids'
import { checkAddress } from '#platform/mail'
import { completeSignIn } from './complete-sign-in.ts'
import { makeWorkspace } from './make-workspace.ts'
import { checkNewPassword } from './password-rules.ts'
import * as repo from './repo.ts'
import { originOf } from './sessions.ts'

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
  const email = checkAddress(input.email)
  checkNewPassword(input.password, { name: input.name, email })
  const passwordHash = await services.passwords.hash(input.password)
  const now = services.now()
  const user = { id: newId('usr', now), name: input.name, email, createdAt: now, emailVerifiedAt: now, passwordHash }
  const workspaceId = newId('wks', now)
  const by = { requestId: request.requestId, origin: originOf(request) }
  return inPlatformTransaction(services, async (platformTx) => {
    await repo.markSetUp(platformTx, workspaceId)
    await repo.insertUser(platformTx, user)
    const made = await makeWorkspace(
      platformTx,
      user,
      { id: workspaceId, ...input.workspace },
      by,
      async (tx, project) => {
        const apiKey = await addApiKey(tx, 'Set-up')
        return {
          workspaceId,
          projectId: project.id,
          dsn: project.dsn ?? '',
          ingestKey: project.ingestKey ?? '',
          apiKey,
        }
      },
    )
    await completeSignIn(platformTx, user, 'password', request)
    return made
  })
}
