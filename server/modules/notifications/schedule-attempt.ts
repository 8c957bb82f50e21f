import { z } from 'zod'
import type { Tx } from '#platform/context'

export const deliverJobName = 'notifications.deliver'

/** `epoch` is that of the row when the job was written: if it has moved on, the job has nothing to do. */
export const attemptInput = z.object({ deliveryId: z.string(), epoch: z.number().int() })
export type AttemptInput = z.infer<typeof attemptInput>

/** Writes the job for the next look at a delivery. By name, because the job itself leads back to here. */
export async function scheduleAttempt(tx: Tx, input: AttemptInput, at: Date): Promise<void> {
  const startAfter = at > tx.now() ? { startAfter: at } : {}
  await tx.jobs.enqueue(tx, deliverJobName, { workspaceId: tx.workspaceId, ...input }, startAfter)
}
