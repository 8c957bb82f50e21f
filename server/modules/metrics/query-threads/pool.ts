/**
 * Queries are computed in threads of their own, so that a wide one never holds up what comes in. A thread has no
 * connection and no secret: what it reads it asks the program for, which binds every read to the query's workspace.
 */
import { hash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Context } from '#platform/context'
import { monotonicMs } from '#platform/clock'
import type { PlainAnswer } from '#platform/http'
import { PromqlError } from '../promql/errors.ts'
import { answerJson } from '../api/answers.ts'
import type { SampleChanges } from '../read/sample-changes.ts'
import { maxKeptBytes } from './bounds.ts'
import type { Elements, FromThread, Query, Read, ThreadData, ToThread } from './messages.ts'

/** One core is left to everything else. */
const usualThreads = Math.max(1, Math.min(4, availableParallelism() - 1))
const heapMegabytes = 1024
const maxHomes = 10_000
/** A thread that does not even say that its time is over is stuck in a computation, and is ended. */
const graceMs = 5_000

type Asked = {
  ctx: Context
  thread: Thread
  resolve: (said: Said) => void
  reject: (error: unknown) => void
}
type Said = Extract<FromThread, { kind: 'done' | 'elements' }>
type Thread = { worker: Worker; running: Set<number> }

export type QueryThreads = {
  /** Throws PromqlError, and what reading throws (`unavailable`, `unprocessable`). */
  run(ctx: Context, query: Query, signal: AbortSignal): Promise<PlainAnswer>
  /** An instant query's vector as data; a `limit` that is exceeded is an error. Throws as `run`. */
  runForElements(ctx: Context, query: Query, signal: AbortSignal): Promise<Elements>
  close(): Promise<void>
}

type Options = {
  /** What threads have read they may keep as long as it holds. */
  changes?: SampleChanges | undefined
  maxThreads?: number
}

export function createQueryThreads({ changes, maxThreads = usualThreads }: Options = {}): QueryThreads {
  const threads = new Set<Thread>()
  /** Where queries ran last: what they read may still be in memory there. */
  const homes = new Map<string, Thread>()
  const asked = new Map<number, Asked>()
  let nextId = 0
  changes?.onErased(() => {
    for (const thread of threads) say(thread, { kind: 'forget' })
  })

  return {
    run: async (ctx, query, signal) => {
      const said = await run(ctx, query, signal, 'json')
      if (said.kind !== 'done') throw new Error('elements where JSON was asked for')
      return answerJson(said.body, said.status)
    },
    runForElements: async (ctx, query, signal) => {
      const said = await run(ctx, query, signal, 'elements')
      if (said.kind !== 'elements') throw new Error('JSON where elements were asked for')
      const { elements, seriesRead, live, fresh } = said
      return { elements, seriesRead, live, fresh }
    },
    close: async () => {
      const workers = [...threads].map(({ worker }) => worker)
      for (const thread of threads) for (const id of thread.running) settle(id)?.reject(ending())
      threads.clear()
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }

  function run(ctx: Context, query: Query, signal: AbortSignal, wants: 'json' | 'elements'): Promise<Said> {
    if (signal.aborted) return Promise.reject(canceled())
    const id = nextId++
    const thread = threadFor(hash('md5', `${ctx.workspaceId} ${query.query}`))
    const { promise, resolve, reject } = Promise.withResolvers<Said>()
    asked.set(id, { ctx, thread, resolve, reject })
    thread.running.add(id)
    thread.worker.ref()
    const cancel = () => {
      say(thread, { kind: 'cancel', id })
      settle(id)?.reject(canceled())
    }
    signal.addEventListener('abort', cancel, { once: true })
    const endsAt = monotonicMs() + query.timeoutMs + graceMs
    const watch = setTimeout(() => void replace(thread, timedOut()), endsAt - monotonicMs())
    watch.unref()
    say(thread, { kind: 'run', id, workspaceId: ctx.workspaceId, query, wants })
    return promise.finally(() => {
      clearTimeout(watch)
      signal.removeEventListener('abort', cancel)
    })
  }

  function threadFor(what: string): Thread {
    const home = homes.get(what)
    const thread = home && threads.has(home) && home.running.size === 0 ? home : freest()
    homes.delete(what)
    homes.set(what, thread)
    const [oldest] = homes.keys()
    if (homes.size > maxHomes && oldest !== undefined) homes.delete(oldest)
    return thread
  }

  function freest(): Thread {
    const [first] = [...threads].toSorted((a, b) => a.running.size - b.running.size)
    return first && (first.running.size === 0 || threads.size >= maxThreads) ? first : start()
  }

  function start(): Thread {
    const worker = new Worker(new URL('./thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
      workerData: { keptBytes: changes ? maxKeptBytes / maxThreads : 0 } satisfies ThreadData,
    })
    const thread: Thread = { worker, running: new Set() }
    threads.add(thread)
    worker.on('message', (said: FromThread) => hear(thread, said))
    // Out of memory, as a rule.
    worker.on('error', () => void replace(thread, tooMuchMemory()))
    worker.on('exit', () => void replace(thread, tooMuchMemory()))
    return thread
  }

  function hear(thread: Thread, said: FromThread): void {
    if (said.kind === 'read') void read(thread, said.id, said.read, said.asked)
    else if (said.kind === 'since') tellChanges(thread, said)
    else if (said.kind === 'done' || said.kind === 'elements') settle(said.id)?.resolve(said)
    else if (said.kind === 'refused') settle(said.id)?.reject(new PromqlError(said.error.kind, said.error.message))
    else settle(said.id)?.reject(new Error(`a query broke its thread's code: ${said.message}`))
  }

  async function read(thread: Thread, id: number, readId: number, { sql, params, format }: Read): Promise<void> {
    const query = asked.get(id)
    if (!query) return say(thread, { kind: 'failed', read: readId })
    const columns = query.ctx.columns.forWorkspace(query.ctx.workspaceId)
    try {
      if (format === 'rows') {
        return say(thread, { kind: 'rows', read: readId, rows: await columns.query<unknown>(sql, params) })
      }
      const block = await columns.queryBlock(sql, params, format)
      // Of its own memory, which goes over as it is; a buffer may lie in the pool of all.
      const own = block.byteLength === block.buffer.byteLength ? new Uint8Array(block.buffer) : Uint8Array.from(block)
      say(thread, { kind: 'block', read: readId, block: own as Uint8Array<ArrayBuffer> }, [own.buffer as ArrayBuffer])
    } catch (error) {
      say(thread, { kind: 'failed', read: readId })
      settle(id)?.reject(error)
    }
  }

  function tellChanges(
    thread: Thread,
    { id, read: readId, mark, hashes }: Extract<FromThread, { kind: 'since' }>,
  ): void {
    const query = asked.get(id)
    if (!query) return say(thread, { kind: 'failed', read: readId })
    const since = changes?.since(query.ctx.workspaceId, mark, hashes)
    // Copies of what is held, so they go over as they are.
    const columns = since?.rows ? Object.values(since.rows).flatMap((column) => column?.buffer ?? []) : []
    say(thread, { kind: 'changes', read: readId, since }, columns)
  }

  function settle(id: number): Asked | undefined {
    const found = asked.get(id)
    asked.delete(id)
    if (!found) return undefined
    const { running, worker } = found.thread
    running.delete(id)
    // It keeps no process alive that has nothing else to do.
    if (running.size === 0) worker.unref()
    return found
  }

  async function replace(thread: Thread, reason: PromqlError): Promise<void> {
    if (!threads.delete(thread)) return
    for (const id of thread.running) settle(id)?.reject(reason)
    await thread.worker.terminate()
  }
}

function say({ worker }: Thread, message: ToThread, transfer: ArrayBuffer[] = []): void {
  worker.postMessage(message, transfer)
}

const ending = () => new PromqlError('canceled', 'the program is ending')
const canceled = () => new PromqlError('canceled', 'query was canceled')
const timedOut = () => new PromqlError('timeout', 'query timed out in expression evaluation')
const tooMuchMemory = () => new PromqlError('limit', 'the query, or one beside it, took too much memory')
