import { z } from 'zod'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { defineJob, enqueue, type AnyJob, type Job } from '#platform/jobs'
import { MailFailed, renderMail, type MailMessage } from '#platform/mail'
import * as checkpoints from './checkpoint-repo.ts'

/** The owners of the workspace that `tx` is bound to; told by those modules that know them. */
export type ListOwners = (tx: Tx) => Promise<{ id: string; email: string }[]>

const announceName = 'audit.announceCheckpoint'
const announceInput = z.object({ number: z.number().int() })
const mailInput = announceInput.extend({ userId: z.string() })

/** By name: the job itself is only made where it is known who the owners are. */
export async function announceCheckpoint(tx: Tx, number: number): Promise<void> {
  await tx.jobs.enqueue(tx, announceName, { workspaceId: tx.workspaceId, number }, {})
}

/** One mail a checkpoint and owner, each a job of its own, so that a mailbox that is full holds up no other. */
export function createCheckpointJobs(listOwners: ListOwners): AnyJob[] {
  const mail = defineJob({
    name: 'audit.mailCheckpoint',
    purpose: 'security',
    reads: ['C01', 'C08', 'C26'],
    input: mailInput,
    handle: (ctx, input) => mailCheckpoint(ctx, listOwners, input),
  })
  const announce: Job<z.infer<typeof announceInput>> = defineJob({
    name: announceName,
    purpose: 'security',
    reads: ['C08'],
    input: announceInput,
    handle: (ctx, { number }) =>
      inTransaction(ctx, async (tx) => {
        for (const { id } of await listOwners(tx)) {
          await enqueue(tx, mail, { number, userId: id }, { key: `${tx.workspaceId} ${number} ${id}` })
        }
      }),
  })
  return [announce, mail]
}

async function mailCheckpoint(
  ctx: Context,
  listOwners: ListOwners,
  { number, userId }: z.infer<typeof mailInput>,
): Promise<void> {
  const { checkpoint, owner } = await inTransaction(ctx, async (tx) => ({
    checkpoint: await checkpoints.find(tx, number),
    owner: (await listOwners(tx)).find(({ id }) => id === userId),
  }))
  // No owner any more, or truncated since.
  if (!checkpoint || !owner) return
  try {
    await ctx.mail.send(checkpointMail(ctx, checkpoint, owner))
  } catch (error) {
    // Refused for good: tomorrow's tries again, and the checkpoint is in the list.
    if (!(error instanceof MailFailed) || error.kind !== 'permanent') throw error
  }
}

function checkpointMail(
  ctx: Context,
  { number, hash, at, publicKey, keyId, signature }: checkpoints.Checkpoint,
  owner: { id: string; email: string },
): MailMessage {
  const { text, html } = renderMail({
    title: `Audit log checkpoint ${number}`,
    preheader: `${number}:${hash}`,
    paragraphs: [
      'Keep this mail. With it you can prove later that the audit log up to this entry was not written anew: ' +
        'export the log and verify the export against the line below.',
      {
        table: [
          ['Checkpoint', `${number}:${hash}`],
          ['Workspace', ctx.workspaceId],
          ['At', at.toISOString()],
          ['Key id', keyId],
          ['Public key', publicKey],
          ['Signature', signature],
        ],
      },
      `watchword audit verify <export> --key ${keyId} --checkpoint ${number}:${hash}`,
    ],
    footer: ['You get this once a day, while the log grows, because you own a workspace.', ctx.config.appUrl],
  })
  return {
    to: owner.email,
    subject: `Audit log checkpoint ${number}:${hash}`,
    text,
    html,
    messageId: `audit-${ctx.workspaceId}-${number}-${owner.id}@${new URL(ctx.config.appUrl).hostname}`,
    stream: 'account',
    workspaceId: ctx.workspaceId,
  }
}
