/** The thread that computes queries. What it needs of the column store it asks the program for. */
import { parentPort } from 'node:worker_threads'
import { monotonicMs } from '#platform/clock'
import { answerQueryError, succeeded } from '../api/answers.ts'
import { formatResult } from '../api/format.ts'
import { PromqlError, limitError } from '../promql/errors.ts'
import { queryInstant, queryRange, type EngineOptions, type QueryResult } from '../promql/index.ts'
import { createQueryable } from '../read/queryable.ts'
import { maxSamples, maxSeries } from './bounds.ts'
import { countingSeries } from './counting-series.ts'
import { elementsOf } from './elements-of.ts'
import type { FromThread, Query, Read, ToThread } from './messages.ts'
import { statisticsOf } from './statistics.ts'

type Reading = { resolve: (answer: Uint8Array<ArrayBuffer> | unknown[]) => void; reject: (error: Error) => void }

const running = new Map<number, AbortController>()
const readings = new Map<number, Reading>()
let nextRead = 0

parentPort?.on('message', (said: ToThread) => {
  if (said.kind === 'run') void (said.wants === 'json' ? answer : answerElements)(said.id, said.query)
  else if (said.kind === 'cancel') running.get(said.id)?.abort()
  else {
    const reading = readings.get(said.read)
    readings.delete(said.read)
    if (said.kind === 'block') reading?.resolve(said.block)
    else if (said.kind === 'rows') reading?.resolve(said.rows)
    else reading?.reject(new ReadFailed())
  }
})

/** The program has answered in its own words. */
class ReadFailed extends Error {
  override name = 'ReadFailed'
}

async function answer(id: number, query: Query): Promise<void> {
  await whileRunning(id, async (signal) => {
    const { status, text } = await compute(id, query, signal)
    const body = new TextEncoder().encode(text)
    say({ kind: 'done', id, status, body }, [body.buffer])
  })
}

async function answerElements(id: number, query: Query): Promise<void> {
  await whileRunning(id, async (signal) => {
    const options = optionsOf(id, query, signal)
    const counted = countingSeries(options.queryable)
    try {
      const elements = elementsOf(await run({ ...options, queryable: counted.queryable }, query))
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

const optionsOf = (id: number, query: Query, signal: AbortSignal): EngineOptions => ({
  queryable: createQueryable(columnsOf(id)),
  limits: { maxSamples, maxSeries, timeoutMs: query.timeoutMs },
  lookbackMs: query.lookbackMs,
  signal,
  monotonicMs,
})

async function compute(id: number, query: Query, signal: AbortSignal): Promise<{ status: number; text: string }> {
  try {
    const startMs = monotonicMs()
    const result = await run(optionsOf(id, query, signal), query)
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

function run(options: EngineOptions, { query: text, at }: Query): Promise<QueryResult> {
  if (at.kind === 'instant') return queryInstant(options, { text, timeMs: at.timeMs })
  const { startMs, endMs, stepMs } = at
  return queryRange(options, { text, startMs, endMs, stepMs })
}

/** The rows of the query's workspace, whichever it is: the program knows. */
function columnsOf(id: number): Parameters<typeof createQueryable>[0] {
  const ask = (asked: Read) =>
    new Promise<Uint8Array<ArrayBuffer> | unknown[]>((resolve, reject) => {
      const read = nextRead++
      readings.set(read, { resolve, reject })
      say({ kind: 'read', id, read, asked })
    })
  return {
    query: async <T>(sql: string, params: Read['params']) => (await ask({ sql, params, format: 'rows' })) as T[],
    queryBlock: async (sql, params, format) => {
      const block = await ask({ sql, params, format })
      if (Array.isArray(block)) throw new Error('rows where a block was asked for')
      return Buffer.from(block.buffer)
    },
  }
}

function say(message: FromThread, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer)
}
