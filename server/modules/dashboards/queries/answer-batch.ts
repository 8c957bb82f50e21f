/** Runs the queries of a batch, some at a time, and gives each answer as soon as it is there. */
import { askMetrics } from '#modules/metrics'
import type { Context } from '#platform/context'
import { AppError } from '#platform/errors'
import type { Job } from './read-batch.ts'

/** Of a workspace twenty run at once, whoever asks: two dashboards that load do not wait for each other. */
const atOnce = 8

/** Lines of JSON, without the line's end; the signal ends what runs and what waits. */
export async function* answerBatch(ctx: Context, jobs: readonly Job[], signal: AbortSignal): AsyncGenerator<string> {
  const waiting = [...jobs]
  const running = new Map<number, Promise<{ id: number; lines: string[] }>>()
  let nextId = 0
  const start = (): void => {
    const job = waiting.shift()
    if (!job) return
    const id = nextId++
    running.set(
      id,
      answer(ctx, job, signal).then((lines) => ({ id, lines })),
    )
  }
  for (let count = 0; count < atOnce; count++) start()
  while (running.size > 0) {
    const { id, lines } = await Promise.race(running.values())
    running.delete(id)
    if (signal.aborted) return
    start()
    yield* lines
  }
  yield JSON.stringify({ done: true })
}

async function answer(ctx: Context, { question, wanted }: Job, signal: AbortSignal): Promise<string[]> {
  const envelope = await askOne(ctx, question, signal)
  // The answer is JSON already, and may be large.
  return wanted.map((who) => `${JSON.stringify(who).slice(0, -1)},${envelope.slice(1)}`)
}

async function askOne(ctx: Context, question: Job['question'], signal: AbortSignal): Promise<string> {
  try {
    const { body } = await askMetrics(ctx, question, signal)
    return typeof body === 'string' ? body : Buffer.from(body ?? new Uint8Array()).toString('utf8')
  } catch (error) {
    if (signal.aborted) return failed('canceled', 'query was canceled')
    // The others are answered all the same.
    if (error instanceof AppError) return failed(error.code, error.message)
    ctx.log.error('a query of a dashboard failed', { error })
    return failed('internal', 'something went wrong')
  }
}

const failed = (errorType: string, error: string) => JSON.stringify({ status: 'error', errorType, error })
