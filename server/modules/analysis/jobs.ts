import { z } from 'zod'
import { subscription } from '#platform/activity'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { defineJob, enqueue, type Job } from '#platform/jobs'
import { analyseIncident } from './analyse-incident.ts'
import { findLatest } from './get-analysis.ts'
import { isStillActive } from './is-still-active.ts'
import { consultModel } from './model/consult-model.ts'

const minuteMs = 60_000
/** After it began or came back: some evidence has to gather. */
const firstLookMs = 15_000
/**
 * Nothing tells of a new release or a new stack in an old incident, so it is looked at again: soon after its beginning,
 * and then once a day while events come.
 */
const looksMs = [5 * minuteMs, 30 * minuteMs, 120 * minuteMs, 360 * minuteMs, 1_440 * minuteMs]

const lookInput = z.object({
  incidentId: z.string(),
  /** How often it was looked at since its beginning or its return. */
  number: z.number().int().min(0),
  causeId: z.string().nullable(),
})
type LookInput = z.infer<typeof lookInput>

const reads = ['C13', 'C14', 'C15'] as const

export const lookJob: Job<LookInput> = defineJob({
  name: 'analysis.look',
  purpose: 'analysis',
  reads: [...reads],
  input: lookInput,
  // A look asks the column store dozens of questions: a hundred new incidents must not keep events waiting.
  atOnce: 1,
  handle: async (ctx, { incidentId, number, causeId }) => {
    await analyseIncident(ctx, incidentId, causeId)
    await consultSoon(ctx, incidentId)
    if (!(await isStillActive(ctx, incidentId))) return
    const waitMs = looksMs[Math.min(number, looksMs.length - 1)] ?? minuteMs
    await look(ctx, { incidentId, number: number + 1, causeId: null }, waitMs)
  },
})

const consultInput = z.object({ analysisId: z.string() })

/** A queue of its own: an answer takes a minute, and what asks nobody does not wait for it. */
const consultJob = defineJob({
  name: 'analysis.consult',
  purpose: 'analysis',
  reads: [...reads],
  input: consultInput,
  handle: async (ctx, { analysisId }) => {
    await consultModel(ctx, analysisId)
  },
})

/** Also when nothing has changed: what stood in the way of asking may be gone. */
export async function consultSoon(ctx: Context, incidentId: string): Promise<void> {
  const latest = await findLatest(ctx, incidentId)
  if (latest) await inTransaction(ctx, (tx) => enqueue(tx, consultJob, { analysisId: latest }, { key: latest }))
}

/** One that waits is enough for each round. */
async function look(ctx: Context, input: LookInput, waitMs: number): Promise<void> {
  const startAfter = new Date(ctx.now().getTime() + waitMs)
  await inTransaction(ctx, (tx) =>
    enqueue(tx, lookJob, input, { startAfter, key: `${input.incidentId} ${input.causeId ?? input.number}` }),
  )
}

export const subscriptions = [
  subscription({
    name: 'analysis.onIncident',
    purpose: 'analysis',
    reads: ['C14'],
    on: ['incident.opened', 'incident.regressed', 'incident.escalated', 'incident.merged', 'incident.unmerged'],
    handle: async (ctx, { id, subjectId }) => {
      await look(ctx, { incidentId: subjectId, number: 0, causeId: id }, firstLookMs)
    },
  }),
]

export const jobs = [lookJob, consultJob]
