import { z } from 'zod'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { defineJob, enqueue, type Job } from '#platform/jobs'
import { MailFailed } from '#platform/mail'
import { mayProcess } from '#platform/processing'
import { listMemberNames } from '../members/repo.ts'
import { getWorkspace } from '../repo.ts'
import { forgetInvitation } from './forget-invitation.ts'
import { invitationMail } from './invitation-mail.ts'
import { forgetAt, linkSecret, type Invitation } from './invitation.ts'
import * as repo from './repo.ts'

const input = z.object({ invitationId: z.string(), linkId: z.string() })

/** Sends the link, if the invitation is still there and was not sent again since. */
export const sendInvitation: Job<z.infer<typeof input>> = defineJob({
  name: 'workspaces.sendInvitation',
  purpose: 'service',
  reads: ['C01', 'C08'],
  input,
  handle: send,
})

/** Writes the jobs that follow from an invitation which is new or sent again: its mail, and its end. */
export async function enqueueSending(tx: Tx, invitation: Invitation): Promise<void> {
  await enqueue(tx, sendInvitation, { invitationId: invitation.id, linkId: invitation.linkId })
  await enqueue(tx, forgetInvitation, { invitationId: invitation.id }, { startAfter: forgetAt(invitation) })
}

async function send(ctx: Context, { invitationId, linkId }: z.infer<typeof input>): Promise<void> {
  const found = await inTransaction(ctx, async (tx) => {
    const invitation = await repo.findInvitation(tx, invitationId)
    // Sent again since, accepted, revoked, or gone with its workspace.
    if (invitation?.linkId !== linkId || invitation.expiresAt <= tx.now()) return undefined
    // Whoever restricted the use of the address is not written to; the invitation ends by itself.
    if (!(await mayProcess(tx, { address: invitation.email }, 'service'))) return undefined
    const names = await listMemberNames(tx, [invitation.invitedBy])
    return { invitation, workspace: await getWorkspace(tx), invitedBy: names.get(invitation.invitedBy) ?? null }
  })
  if (!found) return
  const message = invitationMail({
    workspaceId: ctx.workspaceId,
    address: found.invitation.email,
    linkId,
    // Behind the #, so that it reaches no server's log and no Referer.
    url: `${ctx.config.appUrl}/app/invitation#${linkSecret(ctx.vault, linkId)}`,
    workspaceName: found.workspace.name,
    invitedBy: found.invitedBy,
    host: new URL(ctx.config.appUrl).hostname,
  })
  try {
    await ctx.mail.send(message)
  } catch (error) {
    // Refused for good: the address may be mistyped, and the invitation ends by itself.
    if (!(error instanceof MailFailed) || error.kind !== 'permanent') throw error
  }
}
