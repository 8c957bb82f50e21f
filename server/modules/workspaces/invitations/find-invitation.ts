import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inWorkspace } from '#platform/database'
import { notFound } from '#platform/errors'
import type { LimitRule } from '#platform/rate-limit'
import { findPerson, listMemberNames } from '../members/repo.ts'
import type { Role } from '../permissions.ts'
import { getWorkspace } from '../repo.ts'
import { invitationGone, readLinkSecret } from './invitation.ts'
import * as repo from './repo.ts'

export type FoundInvitation = {
  id: string
  workspaceId: string
  workspaceName: string
  email: string
  role: Role
  invitedByName: string | null
  expiresAt: Date
  /** Someone can sign in with the invited address. */
  hasUser: boolean
}

/** The open invitation that a mailed secret is about; undefined for one that has ended and for what is none of ours. */
export async function findInvitation(services: Services, secret: string): Promise<FoundInvitation | undefined> {
  const linkId = readLinkSecret(services.vault, secret)
  if (linkId === undefined) return undefined
  return inPlatformTransaction(services, async (platformTx) => {
    const place = await repo.locateInvitation(platformTx, { linkId })
    if (!place) return undefined
    const ctx = systemContext(services, place.workspaceId, `invitation ${place.id}`)
    const found = await inWorkspace(platformTx, ctx, async (tx) => {
      const invitation = await repo.findInvitation(tx, place.id)
      if (invitation?.linkId !== linkId || invitation.expiresAt <= tx.now()) return undefined
      const { name: workspaceName } = await getWorkspace(tx)
      const names = await listMemberNames(tx, [invitation.invitedBy])
      return { invitation, workspaceName, invitedByName: names.get(invitation.invitedBy) ?? null }
    })
    if (!found) return undefined
    const { invitation, ...rest } = found
    const { id, email, role, expiresAt } = invitation
    const hasUser = (await findPerson(platformTx, { address: email })) !== undefined
    return { id, workspaceId: place.workspaceId, email, role, expiresAt, hasUser, ...rest }
  })
}

/** A secret has 256 bits, so this only spares the database. */
export const lookups: LimitRule = { name: 'workspaces.invitation.lookup', points: 60, durationSeconds: 60 }

/** For whoever followed the link. Throws not_found for what is no link of ours, gone for one that was. */
export async function lookUpInvitation(
  services: Services,
  secret: string,
  remoteAddress: string,
): Promise<FoundInvitation> {
  await services.limiter.consume(lookups, remoteAddress)
  const found = await findInvitation(services, secret)
  if (found) return found
  throw readLinkSecret(services.vault, secret) === undefined ? notFound('invitation') : invitationGone()
}
