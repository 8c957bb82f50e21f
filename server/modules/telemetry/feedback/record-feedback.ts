import { createHash } from 'node:crypto'
import { systemContext } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import type { RecordStore } from '../record-stores.ts'
import type { Feedback } from '../records.ts'
import * as outcomes from '../repo.ts'
import { maxFeedbackPerDay, maxFieldLength, maxMessageLength, maxUrlLength, type StoredFeedback } from './feedback.ts'
import * as repo from './repo.ts'

const dayMs = 24 * 3_600_000

/** The same words about the same thing are kept once; more than a thousand in a day become an outcome. */
export const feedbackStore: RecordStore<'feedback'> = {
  write: async (services, { workspaceId, projectId }, given) => {
    await inTransaction(systemContext(services, workspaceId, 'feedback'), async (tx) => {
      const rows = [...new Map(given.map((one) => rowOf(projectId, one)).map((row) => [row.digest, row])).values()]
      const today = await repo.countForUpdate(tx, projectId, new Date(tx.now().getTime() - dayMs))
      const known = await repo.listDigests(
        tx,
        projectId,
        rows.map(({ digest }) => digest),
      )
      const fresh = rows.filter(({ digest }) => !known.has(digest))
      const room = Math.max(0, maxFeedbackPerDay - today)
      await repo.insert(tx, fresh.slice(0, room))
      const over = fresh.length - room
      if (over <= 0) return
      const outcome = { category: 'feedback', reason: 'too_much_feedback', quantity: over, by: 'server' } as const
      await outcomes.addOutcomes(tx, projectId, [outcome])
    })
  },
}

function rowOf(projectId: string, feedback: Feedback): StoredFeedback & { digest: string } {
  const said = {
    eventId: feedback.eventId ?? null,
    name: bounded(feedback.name, maxFieldLength),
    email: bounded(feedback.email, maxFieldLength),
    message: bounded(feedback.message, maxMessageLength) ?? '',
    url: bounded(feedback.url, maxUrlLength),
    release: bounded(feedback.release, maxFieldLength),
    environment: bounded(feedback.environment, maxFieldLength),
    traceId: feedback.traceId ?? null,
  }
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('hex')
  return { ...said, id: newId('fbk', feedback.receivedAt), projectId, receivedAt: feedback.receivedAt, digest }
}

const bounded = (text: string | undefined, length: number): string | null =>
  text === undefined ? null : text.replaceAll('\u0000', '\uFFFD').slice(0, length).toWellFormed()
