/**
 * What of samples was written since somebody read them, so that what was read may be kept in memory and is never
 * answered with where it no longer holds. Only a process that knows of every write can say that (ADR 0059).
 */
import { monotonicMs } from '#platform/clock'
import type { Columns } from '#platform/columns'

/**
 * `mark`: of now. Since the mark that was asked about, nothing before `fromMs` was written (−Infinity: anything may have
 * been), and native histograms, or names of series, only where it says so.
 */
export type Since = { mark: number } & Written

/** The earliest time of what was written; `series`: names of series, for a day on which they had none yet. */
export type Written = { fromMs: number; histograms: boolean; series: boolean }

export type SampleChanges = {
  /** They are in the store; said before anybody is told that they are. */
  wrote(workspaceId: string, written: () => Written): void
  /** A write failed: it may be there, come yet, or never. */
  lost(): void
  /** What has changed since `mark`, undefined: of somebody who has read nothing yet. Undefined: nobody can know. */
  since(workspaceId: string, mark: number | undefined): Since | undefined
  /** Calls when what was kept must go at once: rows were erased. */
  onErased(listener: () => void): void
}

/** Longer than an insert may take, whoever waits for it. */
const unsureMs = 120_000
/** Who has not asked for so long has nothing that is worth keeping. */
const watchedMs = 15 * 60_000
/** Of a workspace; older ones are told together, which says more than was written and never less. */
const maxWrites = 512

type Write = Written & { mark: number }
type Watched = { since: number; askedAtMs: number; writes: Write[] }

/** Tables whose rows are samples, or say whose they are. */
const tables = new Set(['metric_samples', 'metric_histograms', 'metric_series'])

/** Undefined where other processes may write into the store as well. */
export function createSampleChanges(columns: Pick<Columns, 'onRewritten'>): SampleChanges | undefined {
  if (!columns.onRewritten) return undefined
  const watched = new Map<string, Watched>()
  const listeners: (() => void)[] = []
  let mark = 0
  let unsureUntilMs = -Infinity

  const forget = (): void => {
    mark += 1
    watched.clear()
  }

  columns.onRewritten((table) => {
    if (table !== undefined && !tables.has(table)) return
    forget()
    for (const listener of listeners) listener()
  })

  return {
    wrote: (workspaceId, written) => {
      const own = watched.get(workspaceId)
      if (!own) return
      if (monotonicMs() - own.askedAtMs > watchedMs) return void watched.delete(workspaceId)
      mark += 1
      own.writes.push({ mark, ...written() })
      if (own.writes.length > maxWrites) own.writes = pairwise(own.writes)
    },
    lost: () => {
      forget()
      unsureUntilMs = monotonicMs() + unsureMs
    },
    since: (workspaceId, asked) => {
      const nowMs = monotonicMs()
      if (nowMs < unsureUntilMs) return undefined
      const own = watched.get(workspaceId) ?? { since: mark, askedAtMs: nowMs, writes: [] }
      own.askedAtMs = nowMs
      watched.set(workspaceId, own)
      if (asked === undefined || asked < own.since) return { mark, fromMs: -Infinity, histograms: true, series: true }
      const after = own.writes.filter((write) => write.mark > asked)
      return { mark, ...together(after) }
    },
    onErased: (listener) => void listeners.push(listener),
  }
}

const together = (writes: readonly Written[]): Written => ({
  fromMs: Math.min(Infinity, ...writes.map(({ fromMs }) => fromMs)),
  histograms: writes.some(({ histograms }) => histograms),
  series: writes.some(({ series }) => series),
})

/** Under the later mark of two: whoever knows only the first of them takes both for new. */
const pairwise = (writes: readonly Write[]): Write[] =>
  writes.flatMap((write, at) => {
    if (at % 2 === 1) return []
    const next = writes[at + 1] ?? write
    return [{ mark: next.mark, ...together([write, next]) }]
  })
