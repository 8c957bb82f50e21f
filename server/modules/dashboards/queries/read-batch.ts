/** What a dashboard asks at once: many queries in one range of time. Pure. */
import { z } from 'zod'
import type { Question } from '#modules/metrics'
import { invalidRequest } from '#platform/errors'

/** A large dashboard has about three hundred, most of them in closed rows. */
export const maxQueries = 500
export const maxBatchBytes = 2 * 1024 * 1024
const maxExpression = 64 * 1024
const maxTimeMs = 8_640_000_000_000

const Ms = z.number().int().min(0).max(maxTimeMs)
const Asked = z.object({
  refId: z.string().max(100),
  panelId: z.union([z.number().int(), z.string().max(500)]),
  expr: z.string().min(1).max(maxExpression),
  instant: z.boolean().default(false),
  stepMs: z.number().int().min(1).max(maxTimeMs).optional(),
})
const Batch = z
  .object({ from: Ms, to: Ms, queries: z.array(Asked).min(1).max(maxQueries) })
  .refine(({ from, to }) => from <= to, { message: 'must not be before from', path: ['to'] })

export type Wanted = { refId: string; panelId: number | string }
/** One computation, and everybody who wants its result. */
export type Job = { question: Question; wanted: Wanted[] }

/** Each different question once, in the order in which it was asked first. Throws invalid_request. */
export function readBatch(body: unknown): Job[] {
  const parsed = Batch.safeParse(body)
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    throw invalidRequest(`${fields[0]?.path || 'the body'}: ${fields[0]?.message ?? 'is not valid'}`, fields)
  }
  const { from, to, queries } = parsed.data
  const jobs = new Map<string, Job>()
  for (const [index, { refId, panelId, expr, instant, stepMs }] of queries.entries()) {
    if (!instant && stepMs === undefined) throw withoutStep(index)
    const key = `${instant ? '' : stepMs}\n${expr}`
    const job = jobs.get(key) ?? {
      question: questionOf({ from, to, expr, stepMs: instant ? undefined : stepMs }),
      wanted: [],
    }
    job.wanted.push({ refId, panelId })
    jobs.set(key, job)
  }
  return [...jobs.values()]
}

function questionOf({
  from,
  to,
  expr,
  stepMs,
}: {
  from: number
  to: number
  expr: string
  stepMs: number | undefined
}): Question {
  if (stepMs === undefined) return { query: expr, at: { kind: 'instant', timeMs: to } }
  return { query: expr, at: { kind: 'range', startMs: from, endMs: to, stepMs } }
}

const withoutStep = (index: number) => {
  const path = `queries.${index}.stepMs`
  return invalidRequest(`${path}: a query over a range needs a step`, [{ path, message: 'is missing' }])
}
