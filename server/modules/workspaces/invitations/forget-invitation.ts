import { z } from 'zod'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { defineJob, type Job } from '#platform/jobs'
import { forgetAt } from './invitation.ts'
import * as repo from './repo.ts'

const input = z.object({ invitationId: z.string() })

/** Deletes the address of someone who never came, when there is no reason left to keep it. */
export const forgetInvitation: Job<z.infer<typeof input>> = defineJob({
  name: 'workspaces.forgetInvitation',
  purpose: 'service',
  reads: ['C08'],
  input,
  handle: (ctx: Context, { invitationId }) =>
    inTransaction(ctx, async (tx) => {
      const invitation = await repo.findInvitationForUpdate(tx, invitationId)
      // It may have been sent again since; that brought a job of its own.
      if (invitation && forgetAt(invitation) <= tx.now()) await repo.deleteInvitation(tx, invitationId)
    }),
})
