import { z } from 'zod'
import { inTransaction } from '#platform/database'
import { defineJob, enqueue, type Job } from '#platform/jobs'
import * as repo from './subscriber-repo.ts'
import { forgetAt } from './subscriber.ts'

const input = z.object({ subscriberId: z.string() })

/** Deletes who did not confirm in time, and the proof of who left: woken when that can be due, it looks whether it is. */
export const forgetSubscriber: Job<z.infer<typeof input>> = defineJob({
  name: 'statuspages.forgetSubscriber',
  input,
  handle: (ctx, { subscriberId }) =>
    inTransaction(ctx, async (tx) => {
      const subscriber = await repo.findSubscriberForUpdate(tx, subscriberId)
      const due = subscriber && forgetAt(subscriber)
      if (!due) return
      if (due <= tx.now()) await repo.deleteSubscriber(tx, subscriberId)
      else await enqueue(tx, forgetSubscriber, { subscriberId }, { startAfter: due })
    }),
})
