/** The thread that computes queries. What it needs of the column store it asks the program for. */
import { parentPort, workerData } from 'node:worker_threads'
import { monotonicMs } from '#platform/clock'
import { answerQueryError, succeeded } from '../api/answers.ts'
import { formatResult } from '../api/format.ts'
import { PromqlError, limitError } from '../promql/errors.ts'
import {
  evaluateRange,
  matrixOf,
  queryInstant,
  type EngineOptions,
  type QueryResult,
  type RangeQuery,
} from '../promql/index.ts'
import { keeping } from '../read/keeping.ts'
import { bytesOfSelection } from '../read/kept-selections.ts'
import { createKept } from '../read/kept.ts'
import { createKnownHistograms } from '../read/known-histograms.ts'
import { createQueryable } from '../read/queryable.ts'
import { hasHistograms, type Habits } from '../read/read-samples.ts'
import type { Since } from '../read/sample-changes.ts'
import { maxSamples, maxSeries } from './bounds.ts'
import { countingSeries } from './counting-series.ts'
import { elementsOf } from './elements-of.ts'
import { bytesOfSteps, evaluateKeeping } from './keeping-steps.ts'
import type { FromThread, Read, ThreadData, ToThread } from './messages.ts'
import { statisticsOf } from './statistics.ts'

type Answer = Uint8Array<ArrayBuffer> | unknown[] | Since | undefined
type Reading = { resolve: (answer: Answer) => void; reject: (error: Error) => void }

// What the pool starts a thread with.
const { keptBytes } = workerData as ThreadData
const kept = {
  samples: createKept({
    maxBytes: 0.75 * keptBytes,
    nowMs: monotonicMs,
    bytesOf: bytesOfSelection,
  }),
  steps: createKept({ maxBytes: 0.25 * keptBytes, nowMs: monotonicMs, bytesOf: bytesOfSteps }),
}
const histograms = createKnownHistograms()
const habits = new Map<string, Habits>()
const running = new Map<number, AbortController>()
const readings = new Map<number, Reading>()
let nextRead = 0

parentPort?.on('message', (said: ToThread) => {
  if (said.kind === 'run') void (said.wants === 'json' ? answer : answerElements)(said)
  else if (said.kind === 'cancel') running.get(said.id)?.abort()
  else if (said.kind === 'forget') forget()
  else {
    const reading = readings.get(said.read)
    readings.delete(said.read)
    if (said.kind === 'block') reading?.resolve(said.block)
    else if (said.kind === 'rows') reading?.resolve(said.rows)
    else if (said.kind === 'changes') reading?.resolve(said.since)
    else reading?.reject(new ReadFailed())
  }
})

function forget(): void {
  kept.samples.forget()
  kept.steps.forget()
  histograms.forget()
}

/** The program has answered in its own words. */
class ReadFailed extends Error {
  override name = 'ReadFailed'
}

type Run = Extract<ToThread, { kind: 'run' }>

async function answer(asked: Run): Promise<void> {
  const { id } = asked
  await whileRunning(id, async (signal) => {
    const { status, text } = await compute(asked, signal)
    const body = new TextEncoder().encode(text)
    say({ kind: 'done', id, status, body }, [body.buffer])
  })
}

async function answerElements(asked: Run): Promise<void> {
  const { id, query } = asked
  await whileRunning(id, async (signal) => {
    const options = optionsOf(asked, signal)
    const counted = countingSeries(options.queryable)
    try {
      const elements = elementsOf(await run(asked, { ...options, queryable: counted.queryable }))
      if (query.limit > 0 && elements.length > query.limit) {
        throw limitError(`the result has more than ${query.limit} series`)
      }
      say({ kind: 'elements', id, elements, ...counted.counts() })
    } catch (error) {
      if (!(error instanceof PromqlError)) throw error
      say({ kind: 'refused', id, error: { kind: error.kind, message: error.message } })
    }
  })
}

async function whileRunning(id: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController()
  running.set(id, stop)
  try {
    await work(stop.signal)
  } catch (error) {
    if (error instanceof ReadFailed) return
    say({ kind: 'broken', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  } finally {
    running.delete(id)
  }
}

const optionsOf = ({ id, workspaceId, query }: Run, signal: AbortSignal): EngineOptions => ({
  queryable: queryableOf(id, workspaceId),
  limits: { maxSamples, maxSeries, timeoutMs: query.timeoutMs },
  lookbackMs: query.lookbackMs,
  signal,
  monotonicMs,
})

function queryableOf(id: number, workspaceId: string): EngineOptions['queryable'] {
  const columns = columnsOf(id)
  const since = sinceOf(id)
  const store = createQueryable(columns, {
    habits: habitsOf(workspaceId),
    mayHaveHistograms: () => histograms.mayHave(workspaceId, { ask: () => hasHistograms(columns), since }),
  })
  if (keptBytes === 0) return store
  return keeping(store, {
    kept: kept.samples,
    whose: workspaceId,
    since,
    nowMs: monotonicMs,
    maxBytes: 0.5 * keptBytes,
  })
}

const maxHabits = 1_000

function habitsOf(workspaceId: string): Habits {
  const known = habits.get(workspaceId)
  if (known) return known
  if (habits.size >= maxHabits) habits.clear()
  const none = { tellsStarts: false }
  habits.set(workspaceId, none)
  return none
}

async function compute(asked: Run, signal: AbortSignal): Promise<{ status: number; text: string }> {
  const { query } = asked
  try {
    const startMs = monotonicMs()
    const result = await run(asked, optionsOf(asked, signal))
    const timeMs = query.at.kind === 'instant' ? query.at.timeMs : query.at.endMs
    const { data, isCut } = formatResult(result, timeMs, query.limit)
    const warnings = isCut ? [...result.warnings, 'results truncated due to limit'] : result.warnings
    const told = query.stats ? withStatistics(data, statisticsOf(result, (monotonicMs() - startMs) / 1000)) : data
    return { status: 200, text: succeeded(told, { warnings, infos: result.infos }) }
  } catch (error) {
    const refused = answerQueryError(error)
    if (!refused) throw error
    return { status: refused.status, text: String(refused.body) }
  }
}

/** `data` is an object in JSON. */
const withStatistics = (data: string, stats: object): string => `${data.slice(0, -1)},"stats":${JSON.stringify(stats)}}`

async function run({ id, workspaceId, query }: Run, options: EngineOptions): Promise<QueryResult> {
  const { query: text, at } = query
  if (at.kind === 'instant') return queryInstant(options, { text, timeMs: at.timeMs })
  const { startMs, endMs, stepMs } = at
  const range = { text, startMs, endMs, stepMs }
  const evaluate = (steps: RangeQuery) => evaluateRange(options, steps)
  // Who asks what it costs is told what it costs.
  if (keptBytes === 0 || query.stats) return matrixOf(await evaluate(range))
  const { lookbackMs } = query
  const keeping = { evaluate, kept: kept.steps, whose: workspaceId, since: sinceOf(id), nowMs: monotonicMs }
  return matrixOf(await evaluateKeeping({ ...range, lookbackMs }, keeping))
}

const sinceOf = (id: number) => (mark: number | undefined, hashes?: readonly number[]) =>
  ask((read) => ({ kind: 'since', id, read, mark, hashes })) as Promise<Since | undefined>

/** The rows of the query's workspace, whichever it is: the program knows. */
function columnsOf(id: number): Parameters<typeof createQueryable>[0] {
  const read = (asked: Read) => ask((number) => ({ kind: 'read', id, read: number, asked }))
  return {
    query: async <T>(sql: string, params: Read['params']) => (await read({ sql, params, format: 'rows' })) as T[],
    queryBlock: async (sql, params, format) => {
      const block = await read({ sql, params, format })
      if (!(block instanceof Uint8Array)) throw new Error('rows where a block was asked for')
      return Buffer.from(block.buffer)
    },
  }
}

function ask(question: (read: number) => FromThread): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const read = nextRead++
    readings.set(read, { resolve, reject })
    say(question(read))
  })
}

function say(message: FromThread, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer)
}
