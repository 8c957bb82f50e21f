import { sendOnce } from '#modules/users'
import { getWorkspace } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { defineJob, type Job } from '#platform/jobs'
import { renderMail } from '#platform/mail'
import { z } from 'zod'
import { authoritySentence } from '../authorities.ts'
import { paragraphs } from '../letters.ts'
import { typeWords } from '../request.ts'
import * as repo from './repo.ts'

const input = z.object({ routedId: z.string() })

/** Passes on what a workspace answered; then the workspace forgets who asked. */
export const mailWorkspaceAnswer: Job<z.infer<typeof input>> = defineJob({
  name: 'privacy.mailWorkspaceAnswer',
  purpose: 'compliance',
  reads: ['C31'],
  input,
  handle: send,
})

async function send(ctx: Context, { routedId }: z.infer<typeof input>): Promise<void> {
  const routed = await inTransaction(ctx, (tx) => repo.findRouted(tx, routedId))
  if (!routed?.answeredAt) return
  if (routed.address !== null) {
    const workspace = await getWorkspace(ctx)
    const title = 'A workspace answered your privacy request'
    const content = {
      title,
      paragraphs: [
        `You asked ${typeWords[routed.type]}. The workspace “${workspace.name}” keeps data about you, and decides about it. It answers:`,
        ...paragraphs(routed.answer ?? '').map((quote) => ({ quote })),
      ],
      footer: [authoritySentence(null, ctx.policy.inForce().operator.country)],
    }
    await sendOnce(ctx, {
      ...renderMail(content),
      to: routed.address,
      subject: title,
      messageId: `${routedId}@${new URL(ctx.config.appUrl).hostname}`,
      stream: 'account',
      workspaceId: ctx.workspaceId,
      headers: { 'Content-Language': 'en' },
    })
  }
  await inTransaction(ctx, (tx) => repo.updateRouted(tx, routedId, { address: null, message: null }))
}
