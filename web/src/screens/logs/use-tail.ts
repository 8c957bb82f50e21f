/** New lines as they arrive. They wait until they are asked for, so that nothing moves while one reads. */
import { useEffect, useState } from 'react'
import { ApiError, clientFor, type LogLine } from '../../api.ts'
import type { Asked } from './queries.ts'

const pollMs = 2000
const pageSize = 100
/** More than that nobody reads: the list is then read anew instead. */
const mostWaiting = 1000

type State = {
  key: string
  /** Not shown yet. */
  waiting: readonly LogLine[]
  shown: readonly LogLine[]
  /** Some had to be left out of `waiting`. */
  skipped: boolean
  asOf: Date | undefined
  /** Why nothing comes at the moment. */
  problem: unknown
}

const empty = (key: string): State => ({
  ...{ key, waiting: [], shown: [], skipped: false, asOf: undefined, problem: undefined },
})

export function useTail(workspace: string, { query, projectId, range }: Asked, on: boolean) {
  const key = JSON.stringify([workspace, query, projectId, range])
  const [state, setState] = useState(() => empty(key))
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (!on) return
    const stop = new AbortController()
    const change = (next: (state: State) => State): void =>
      setState((before) => next(before.key === key ? before : empty(key)))
    void follow(workspace, { query, projectId }, stop.signal, {
      onLines: (lines) =>
        change((before) => {
          const known = new Set([...before.waiting, ...before.shown].map(({ id }) => id))
          const all = [...before.waiting, ...lines.filter(({ id }) => !known.has(id))]
          const skipped = before.skipped || all.length > mostWaiting
          return { ...before, waiting: all.slice(-mostWaiting), skipped, asOf: new Date(), problem: undefined }
        }),
      onProblem: (problem) => change((before) => ({ ...before, problem })),
    })
    return () => stop.abort()
  }, [workspace, query, projectId, on, key, round])
  const mine = state.key === key ? state : empty(key)
  return {
    ...mine,
    show: () => setState({ ...mine, waiting: [], shown: [...mine.waiting, ...mine.shown] }),
    /** Forgets all of it and begins anew. */
    restart: () => {
      setState(empty(key))
      setRound(round + 1)
    },
  }
}

type Handlers = { onLines: (lines: readonly LogLine[]) => void; onProblem: (problem: unknown) => void }

async function follow(
  workspace: string,
  { query, projectId }: Pick<Asked, 'query' | 'projectId'>,
  signal: AbortSignal,
  { onLines, onProblem }: Handlers,
): Promise<void> {
  let cursor: string | undefined
  while (!signal.aborted) {
    let full = false
    try {
      const page = await clientFor(workspace).tailLogs({
        query: { query: query || undefined, projectId, cursor, limit: pageSize },
        signal,
      })
      cursor = page.nextCursor
      full = page.items.length === pageSize
      onLines(page.items)
    } catch (problem) {
      if (signal.aborted) return
      onProblem(problem)
      // What is refused now is refused again.
      if (problem instanceof ApiError && [400, 401, 403, 404].includes(problem.status)) return
    }
    if (!full) await pause(signal)
  }
}

/** Until the next question; for as long as nobody looks. */
async function pause(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, pollMs)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
  if (!document.hidden || signal.aborted) return
  await new Promise<void>((resolve) => {
    const once = { signal, once: true }
    document.addEventListener('visibilitychange', () => resolve(), once)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
